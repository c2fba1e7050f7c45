import type { ChangeCause } from "#core/audience.ts";
import type { TraitReader } from "#audiences/audiences-house.ts";
import { contextOf, type Desk } from "#audiences/desk.ts";
import type { PersonHistory } from "#core/history.ts";
import type { MemberRow } from "#audiences/members.ts";
import type { AudienceWatch } from "#audiences/watch.ts";

/** Why somebody is looked at. */
export interface Because {
  cause: ChangeCause;
  messageId: string | null;
}

/** Somebody, and the audiences for which they are to be looked at. */
export interface Asked {
  person: number;
  /** All their ids, the one that stands for them first. */
  actors: readonly number[];
  audiences: Map<AudienceWatch, Because>;
}

interface Compiled {
  isMember: (person: PersonHistory) => boolean;
  from: number;
}

/** Causes that say nothing of the person: nobody is told of such a change. */
const SILENT: ReadonlySet<ChangeCause> = new Set(["first_compute", "correction", "imported"]);

/**
 * Decides who is in what, as of one moment, and writes down what that changes: members, why, how many they are, when to look
 * again, and who is to be told. Synchronous, so that a transaction can hold it; call `finish` at the end of that.
 */
export function createJudge(desk: Desk, traits: TraitReader) {
  const { house, store } = desk;
  const { members, moments, states, outbox } = store;
  const context = contextOf(desk);
  const compiled = new Map<AudienceWatch, Compiled>();
  const tallies = new Map<number, { size: number; entered: number; left: number }>();

  const compile = (watch: AudienceWatch): Compiled => {
    const known = compiled.get(watch);
    if (known) return known;
    const { isMember, needs } = house.language;
    const made = { isMember: isMember(watch.where, context), from: needs(watch.where, context).from };
    compiled.set(watch, made);
    return made;
  };

  const historyOf = ({ person, actors }: Asked, watches: readonly AudienceWatch[]): PersonHistory => {
    const needs = {
      any: watches.some((watch) => watch.needs.any),
      names: [...new Set(watches.flatMap((watch) => watch.needs.names))],
      from: Math.min(...watches.map((watch) => compile(watch).from)),
    };
    const known = traits(person);
    return { id: String(person), trait: (key) => known.get(key), events: moments.of(actors, needs) };
  };

  const tell = (
    { person, actors }: Asked,
    audience: number,
    change: "entered" | "left",
    entry: number,
    because: ChangeCause,
  ): void => {
    for (const trigger of desk.watching.entries.get(audience) ?? []) {
      if (trigger.change !== change) continue;
      const { automation } = trigger;
      outbox.add({
        key: firingKey(change, automation, audience, person, entry),
        automation,
        actors: [...actors],
        entry,
        at: context.now,
        cause: { kind: change, audience, because },
      });
    }
  };

  /** Writes down that somebody is, or is not, in an audience, given the rows of all their ids. */
  const settle = (asked: Asked, audience: number, is: boolean, own: readonly MemberRow[], because: Because): void => {
    const { person } = asked;
    const inside = own.flatMap(({ since }) => (since === null ? [] : [since]));
    const was = inside.length > 0;
    const entered = is && !was;
    const entry = Math.max(0, ...own.map((row) => row.entry)) + (entered ? 1 : 0);
    const since = is ? (was ? Math.min(...inside) : context.now) : null;
    // How often they entered stays, should they be separated: a number is never given twice.
    for (const row of own) if (row.person !== person && row.since !== null) members.set({ ...row, since: null });
    const before = own.find((row) => row.person === person);
    if ((is || own.length > 0) && (before?.since !== since || before.entry !== entry)) {
      members.set({ audience, person, since, entry });
    }
    const size = (is ? 1 : 0) - inside.length;
    if (size === 0 && is === was) return;
    const tally = tallies.get(audience) ?? { size: 0, entered: 0, left: 0 };
    tally.size += size;
    tallies.set(audience, tally);
    // Two members that are one person now: they are fewer, but nobody left.
    if (is === was) return;
    const change = is ? "entered" : "left";
    tally[change] += 1;
    members.addChange(audience, {
      person,
      change,
      at: context.now,
      because: because.cause,
      messageId: because.messageId,
    });
    if (!SILENT.has(because.cause)) tell(asked, audience, change, entry, because.cause);
  };

  return {
    /** Looks at somebody for the audiences asked about. */
    judge(asked: Asked): void {
      const { person, actors } = asked;
      const watches = [...asked.audiences.keys()].filter(({ audience }) => {
        const stage = states.of(audience)?.stage;
        return stage === "people" || stage === "live";
      });
      if (watches.length === 0) return;
      const rows = Map.groupBy(members.rowsOf(actors), ({ audience }) => audience);
      const isKnown = watches.some(({ everybody }) => everybody) && moments.isKnown(actors);
      const history = historyOf(asked, watches);
      for (const watch of watches) {
        const { audience } = watch;
        const exists = !watch.everybody || isKnown;
        const because = asked.audiences.get(watch) ?? { cause: "correction", messageId: null };
        const computing = states.of(audience)?.stage === "people";
        settle(
          asked,
          audience,
          exists && compile(watch).isMember(history),
          rows.get(audience) ?? [],
          computing ? { cause: "first_compute", messageId: null } : because,
        );
        const next = exists ? watch.nextEdge(history, context.now) : null;
        if (members.dueOf(audience, person) !== next) members.setDue(audience, person, next);
      }
    },
    /** The same where somebody else has decided. */
    settle: (asked: Asked, audience: number, is: boolean, because: Because): void =>
      settle(
        asked,
        audience,
        is,
        members.rowsOf(asked.actors).filter((row) => row.audience === audience),
        because,
      ),
    finish(): void {
      for (const [audience, { size, entered, left }] of tallies) {
        const state = states.of(audience);
        if (!state) continue;
        states.set({ ...state, size: state.size + size });
        members.addSize(audience, context.now, state.size + size, { entered, left });
      }
    },
  };
}
export type Judge = ReturnType<typeof createJudge>;

/** What makes a firing one of its kind. */
export const firingKey = (
  change: "entered" | "left",
  automation: number,
  audience: number,
  person: number,
  entry: number,
): string => `${change}:${automation}:${audience}:${person}:${entry}`;
