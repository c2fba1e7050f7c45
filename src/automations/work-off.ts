import { MINUTE_MS } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import { nextTry } from "#automations/back-off.ts";
import { type Automation, isRunning, type OpenAutomation } from "#automations/automation.ts";
import type { ChannelOutcome, Message } from "#automations/channels.ts";
import { claim, heldBack } from "#automations/claim.ts";
import { NOTICE } from "#automations/firing-store.ts";
import type { MessengerHouse, Workspace } from "#automations/messenger-house.ts";
import type { MessengerStore } from "#automations/messenger-store.ts";
import { prepareNotice } from "#automations/notices.ts";
import { statedZone } from "#automations/person.ts";
import { prepare, reachesPerson, type Ready } from "#automations/prepare.ts";
import type { SendingState } from "#automations/sending.ts";
import type { Due } from "#automations/sending-store.ts";
import { stopAutomation } from "#automations/stop.ts";

/** Messages under way at once: Cloudflare lets an invocation wait for six answers. */
const LANES = 6;
/** Messages of one alarm; the next one goes on. One asks D1 about eleven things, and an invocation may ask a thousand. */
const MOST = 50;
/** Pause after one could not even be made ready: D1 is away, or a secret can't be opened. */
const UNREADY_MS = 2 * MINUTE_MS;
/** And none is begun after this: an alarm may take a quarter of an hour, and a slow channel half a minute a message. */
const LONGEST_MS = 5 * MINUTE_MS;
/** A channel that neither answers nor fails is given up after this. */
const LONGEST_CALL_MS = 2 * MINUTE_MS;

/** What one run has read already. */
interface Run {
  house: MessengerHouse;
  store: MessengerStore;
  workspace: Workspace;
  automation: (id: number) => Promise<OpenAutomation | null>;
}

/** Sends what is due, as much as one alarm may. Throws where D1 can't be read at all. */
export async function workOff(house: MessengerHouse, store: MessengerStore): Promise<void> {
  const known = new Map<number, Promise<OpenAutomation | null>>();
  const automation = (id: number) => {
    const opened = known.get(id) ?? house.automation(id);
    known.set(id, opened);
    return opened;
  };
  const waiting = store.sendings.due(house.clock(), MOST);
  if (waiting.length === 0) return;
  const run: Run = { house, store, workspace: await house.workspace(), automation };
  const end = house.clock() + LONGEST_MS;
  const lanes = Array.from({ length: LANES }, async () => {
    for (let due = waiting.shift(); due !== undefined && house.clock() < end; due = waiting.shift()) {
      await attempt(due, run);
    }
  });
  await Promise.all(lanes);
}

/** One sending: make it ready, claim it, call the channel, write down what came of it. Never throws. */
async function attempt(due: Due, run: Run): Promise<void> {
  const { house, store } = run;
  let claimed: Claimed | null;
  try {
    claimed = await claimNow(due, run);
  } catch (error) {
    log("error", "sending_not_ready", { sending: due.id, automation: due.automation, reason: reasonOf(error) });
    later(due, "something broke on our side", UNREADY_MS, run);
    return;
  }
  if (claimed === null) return;
  const { message, idempotent, automation } = claimed;
  // The receiver must never know of a message that the storage could forget.
  await store.flushed();
  const outcome = await call(message, due, automation, run);
  const tried = { ...due, attempts: due.attempts + 1, firstAt: due.firstAt ?? house.clock() };
  await settle(tried, outcome, idempotent, automation, run);
}

interface Claimed {
  message: Message;
  idempotent: boolean;
  automation: OpenAutomation;
}

/** Null: it ended, or goes later. */
async function claimNow(due: Due, run: Run): Promise<Claimed | null> {
  const { house, store, workspace } = run;
  const automation = await run.automation(due.automation);
  if (automation === null || (due.action !== NOTICE && !isRunning(automation))) {
    end(due, "switched_off", "", run);
    return null;
  }
  // Before it is made: thousands may wait for their hour.
  if (store.transaction(() => heldBack(store, automation, due, house.clock()))) return null;
  const made = await readyOf(due, automation, run);
  if ("ended" in made) {
    end(due, made.ended, made.detail, run);
    return null;
  }
  const { message } = made;
  const idempotent = await house.channels.isIdempotent(message.via);
  const given = { ...made, due, automation, idempotent, perDay: workspace.perDay };
  return claim(store, given, house.clock()) ? { message, idempotent, automation } : null;
}

type ReadyNow =
  | (Extract<Ready, { message: unknown }> & { actors: number[]; zone: string })
  | Extract<Ready, { ended: unknown }>;

async function readyOf(due: Due, automation: OpenAutomation, run: Run): Promise<ReadyNow> {
  const { house, workspace } = run;
  const { cause, actors, happenedAt: at } = due;
  const zone = workspace.timezone;
  if (cause.kind === "notice") {
    const ready = await prepareNotice(cause, automation, workspace.team, house.channels);
    return "ended" in ready ? ready : { ...ready, actors: [], zone };
  }
  const action = automation.definition.do[due.action];
  if (action === undefined) return { ended: "switched_off", detail: "" };
  const person = actors.length === 0 ? null : await house.person(actors);
  if (actors.length > 0 && person === null) return { ended: "nobody", detail: "" };
  const audienceName = "audience" in cause ? await house.audienceName(cause.audience) : null;
  // What was tried once is tried again as it was: a key stands for one message.
  const ready: Ready =
    due.message === null
      ? await prepare(action, { automation, cause, at, person, audienceName }, house.channels)
      : { message: due.message, reaches: reachesPerson(action) };
  if ("ended" in ready) return ready;
  if (person === null) return { ...ready, actors: [], zone };
  const { quietHours } = automation.definition;
  const own = quietHours === null ? null : (statedZone(person) ?? (await house.lastZone(person.actors)));
  return { ...ready, actors: person.actors, zone: own ?? quietHours?.zone ?? zone };
}

async function call(message: Message, due: Due, automation: OpenAutomation, run: Run): Promise<ChannelOutcome> {
  const { uid, secrets, origin } = automation;
  const envelope = {
    key: `${uid}-${due.id}-${due.round}`,
    number: due.id,
    secret: secrets[due.action] ?? null,
    at: due.happenedAt,
    origin,
  };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<ChannelOutcome>((resolve) => {
    const outcome = { outcome: "unknown", reason: "no answer came in two minutes" } as const;
    timer = setTimeout(() => resolve(outcome), LONGEST_CALL_MS);
  });
  try {
    const outcome = await Promise.race([run.house.channels.send(message, envelope), tooLong]);
    const { via } = message;
    log("info", "sending", { automation: automation.id, sending: due.id, via, outcome: outcome.outcome });
    return outcome;
  } catch (error) {
    log("error", "channel_failed", { via: message.via, sending: due.id, reason: reasonOf(error) });
    return { outcome: "unknown", reason: "something broke while it was under way" };
  } finally {
    clearTimeout(timer ?? null);
  }
}

async function settle(
  due: Due,
  outcome: ChannelOutcome,
  idempotent: boolean,
  automation: Automation,
  run: Run,
): Promise<void> {
  switch (outcome.outcome) {
    case "sent":
      return end(due, "sent", outcome.detail, run);
    case "rejected":
      return end(due, "failed", outcome.reason, run);
    case "not_set_up":
      return end(due, "not_set_up", outcome.reason, run);
    case "later":
      return later(due, outcome.reason, outcome.afterMs, run);
    case "unknown":
      // The receiver tells a second one by its key; who can't is not asked twice.
      return idempotent ? later(due, outcome.reason, null, run) : end(due, "unknown", outcome.reason, run);
    case "gone":
      end(due, "failed", outcome.reason, run);
      try {
        await stopAutomation(automation, outcome.reason, run.house, run.store);
      } catch (error) {
        // The next message of it finds the same, and stops it.
        log("warn", "automation_not_stopped", { automation: automation.id, reason: reasonOf(error) });
      }
      return;
  }
}

function end(due: Due, state: SendingState, detail: string, { house, store }: Run): void {
  store.transaction(() => store.sendings.end(due, state, detail, house.clock()));
}

function later(due: Due, reason: string, askedMs: number | null, run: Run): void {
  const { house, store } = run;
  const now = house.clock();
  const { attempts, firstAt } = due;
  const at = nextTry({ attempts: Math.max(1, attempts), firstAt: firstAt ?? now, askedMs }, now, house.random);
  if (at === null) end(due, "failed", `given up after a day: ${reason}`, run);
  else store.transaction(() => store.sendings.tryAgain(due.id, reason, at, now));
}
