import { MINUTE_MS } from "#core/clock.ts";
import type { Trigger } from "#core/automation.ts";
import type { FiringCause } from "#core/firing.ts";
import { log, reasonOf } from "#core/log.ts";
import type { Finding } from "#core/finding.ts";
import { Problem } from "#core/problem.ts";
import { spanMs } from "#core/question/time.ts";
import { alarming } from "#automations/alert-check.ts";
import { alertQuestion, readingsOf } from "#automations/alert-question.ts";
import { type Automation, isRunning } from "#automations/automation.ts";
import type { Clock } from "#automations/clock-store.ts";
import type { MessengerHouse } from "#automations/messenger-house.ts";
import type { MessengerStore } from "#automations/messenger-store.ts";
import { nextCheck, nextScheduled } from "#automations/next-run.ts";
import { stopAutomation } from "#automations/stop.ts";

type Timed = Extract<Trigger, { report: unknown } | { schedule: unknown } | { operation: unknown }>;

const isTimed = (when: Trigger): when is Timed => "report" in when || "schedule" in when || "operation" in when;

/** How often the deployment itself is looked at: a few hundred rows and a call of each Sender. */
const LOOK_MS = 5 * MINUTE_MS;

function nextOf(when: Timed, zone: string, after: number): number {
  if ("operation" in when) return (Math.floor(after / LOOK_MS) + 1) * LOOK_MS;
  return "report" in when ? nextCheck(when.every, zone, after) : nextScheduled(when, zone, after);
}

/** Sets the clocks of automations that are about nobody: new ones, changed ones, none for those that don't run. */
export function setClocks(automations: readonly Automation[], store: MessengerStore, zone: string, now: number): void {
  store.transaction(() => {
    const known = new Map(store.clocks.all().map((clock) => [clock.automation, clock]));
    for (const automation of automations) {
      const { id, definition } = automation;
      const { when } = definition;
      if (!isTimed(when) || !isRunning(automation)) continue;
      const setting = JSON.stringify([when, zone]);
      const before = known.get(id);
      known.delete(id);
      if (before?.setting === setting) continue;
      const spokeAt = before?.spokeAt ?? null;
      store.clocks.set({ automation: id, setting, nextAt: nextOf(when, zone, now), spokeAt });
    }
    for (const id of known.keys()) store.clocks.remove(id);
  });
}

/**
 * Runs the clocks that are due. What was decided and when the clock rings next are written at once, so a death in between
 * repeats the whole of it; a firing's key keeps it one. Of times that were slept through only the last one counts.
 */
export async function runClocks(house: MessengerHouse, store: MessengerStore): Promise<void> {
  const due = store.clocks.due(house.clock());
  if (due.length === 0) return;
  const { timezone } = await house.workspace();
  const ids = due.map(({ automation }) => automation);
  const automations = new Map((await house.automations(ids)).map((automation) => [automation.id, automation]));
  for (const clock of due) {
    const automation = automations.get(clock.automation);
    if (automation === undefined || !isTimed(automation.definition.when) || !isRunning(automation)) {
      store.clocks.remove(clock.automation);
      continue;
    }
    await ring(clock, automation, automation.definition.when, timezone, house, store);
  }
}

async function ring(
  clock: Clock,
  automation: Automation,
  when: Timed,
  zone: string,
  house: MessengerHouse,
  store: MessengerStore,
): Promise<void> {
  const now = house.clock();
  let cause: FiringCause | null;
  let findings: Finding[] = [];
  try {
    if ("operation" in when) {
      findings = await house.operation(when.operation);
      cause = notTold(findings, store.clocks.toldFindings(clock.automation));
    } else cause = await causeOf(clock, when, now, house);
  } catch (error) {
    log("warn", "alert_not_checked", { automation: clock.automation, reason: reasonOf(error) });
    // A question that can't be asked like this will not be right tomorrow; anything else may.
    if (error instanceof Problem && LASTING.has(error.code)) {
      await stopAutomation(automation, `Its report can't be answered any more. ${error.message}`, house, store);
      store.clocks.remove(clock.automation);
      return;
    }
    store.clocks.set({ ...clock, nextAt: now + TROUBLE_MS });
    return;
  }
  const due = new Date(clock.nextAt).toISOString();
  const nextAt = nextOf(when, zone, Math.max(now, clock.nextAt));
  store.transaction(() => {
    if ("operation" in when) {
      store.clocks.setTold(
        automation.id,
        findings.map(({ key }) => key),
      );
    }
    store.clocks.set({ ...clock, nextAt, spokeAt: cause === null ? clock.spokeAt : now });
    if (cause === null) return;
    const key = `${cause.kind}:${automation.id}:${due}`;
    store.firings.accept({ key, automation: automation.id, actors: [], entry: 0, at: now, cause }, automation, now);
  });
}

/** What was not said yet; null where all of it was, or all is well. */
function notTold(findings: readonly Finding[], told: ReadonlySet<string>): FiringCause | null {
  const fresh = findings.filter(({ key }) => !told.has(key));
  return fresh.length === 0 ? null : { kind: "operation", findings: fresh };
}

type Asked = Exclude<Timed, { operation: unknown }>;

/** What there is to say now, or null. */
async function causeOf(clock: Clock, when: Asked, now: number, house: MessengerHouse): Promise<FiringCause | null> {
  if ("schedule" in when) return { kind: "schedule", at: new Date(clock.nextAt).toISOString() };
  if (clock.spokeAt !== null && now - clock.spokeAt < spanMs(when.atMostOnce)) return null;
  const question = alertQuestion(when.report);
  const found = alarming(readingsOf(question, await house.answer(question)), when.check);
  return found && { kind: "alert", ...found };
}

/** Problems of a question that are no better tomorrow. */
const LASTING: ReadonlySet<string> = new Set(["request_invalid", "not_found", "query_too_large", "query_unslotted"]);
const TROUBLE_MS = 5 * MINUTE_MS;
