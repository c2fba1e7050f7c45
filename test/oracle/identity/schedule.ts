import type { Act, Said } from "../identity-model.ts";

/** How identity is placed: buckets (0: one object per id), and databases that hold events. */
export interface Placement {
  buckets: 0 | 1;
  databases: 1 | 2;
}

/** What happens in the middle of publishing: before or after its n-th transaction (0 is the first). */
export interface Interruption {
  transaction: number;
  when: "before" | "after";
  /** news: the object is told messages that it has not heard yet. */
  what: "fail" | "die" | "news" | Command[];
  /** The object publishes once more, so that what was interrupted comes last; or it fails next, and its alarm is lost. */
  ending: "nothing" | "again" | "lost";
}

/** How the consumer's transactions fail: those after the first `skip`, as many as `times`. */
export interface StoreFault {
  skip: number;
  times: number;
  applied: boolean;
}

export type Command =
  /** The queue hands messages over, to one of three isolates, with its own cache or (`cache` > 0) one that is that old. */
  | {
      do: "deliver";
      messages: number[];
      isolate: number;
      cache: number;
      fault: StoreFault | null;
      /** The n-th object that is called dies, before or after it has stored what it was told. */
      dies: { call: number; when: "before" | "after" } | null;
      /** The platform gives up the alarms that it set. */
      lost: boolean;
    }
  /** `object` counts round those that have an alarm; where none has, the next message is delivered first. */
  | { do: "alarm"; object: number; during: Interruption | null }
  | { do: "act"; act: number; during: Interruption | null }
  /** `object` counts round those that were told something so far. */
  | { do: "kill"; object: number }
  /** The platform gives up an alarm; `object` counts round those that have one; null: all of them. */
  | { do: "lose"; object: number | null }
  | { do: "janitor" }
  | { do: "together"; commands: Command[] };

export interface Schedule {
  placement: Placement;
  messages: Said[];
  acts: Act[];
  commands: Command[];
}

/** UTF-16 puts the last before the two above it, UTF-8 after them. */
export const USERS = ["ana", "bob", "x", "\u{e000}", "\u{ff5e}", "\u{1f600}"];
/** Some are users' names too: an alias that names one means both. */
export const DEVICES = ["x", "ana", "dev", "\u{1f600}"];
export const BLOCKED = ["anonymous", " null ", "0000-0000", "undefined"];

export const isUsable = (id: string): boolean => !BLOCKED.includes(id);

/** Every uid that a schedule can be about. */
export const UIDS = [
  ...[...USERS, "dev"].map((id) => `u:${id}`),
  ...[...DEVICES, ...USERS].map((id) => `a:${id}`),
].filter((uid, index, all) => all.indexOf(uid) === index);

/** When the first message happened. */
export const BASE = Date.parse("2026-11-21T12:00:00.000Z");
