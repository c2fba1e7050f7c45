import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/clock.ts";
import type { Finding } from "#core/finding.ts";
import type { OperationLimits } from "#core/operation-limits.ts";
import { countedSince } from "#operations/counted.ts";
import { monthBill } from "#operations/month-bill.ts";
import type { ConnectionReading, Reading, SourceReading } from "#operations/reading.ts";

/** Events of a source in as many hours, on average of the week before, from which on silence means something. */
const USUAL_EVENTS = 20;

/** What is not as it should be, the worst first. Pure: the same reading gives the same findings. */
export function findingsOf(reading: Reading, limits: OperationLimits): Finding[] {
  const found = [
    queueFinding(reading, limits.queueMinutes),
    deadLetterFinding(reading.deadLetters, limits.deadLetters),
    databaseFinding(reading.database, limits.databasePercent),
    ...(limits.stopped ? [...reading.connections.map(connectionFinding), ...reading.stopped.map(stoppedFinding)] : []),
    ...(limits.silentHours === null ? [] : silentFindings(reading, limits.silentHours)),
    violationsFinding(reading.plan, limits.planViolations),
    heldFinding(reading.plan),
    costFinding(reading, limits.costDollars),
  ].filter((finding) => finding !== null);
  return found.toSorted((a, b) => Number(b.level === "act") - Number(a.level === "act"));
}

/** The age of the oldest event that waits; where the platform doesn't say, of the oldest in the last batch. */
export function queueAgeMs({ queue, counted, now }: Pick<Reading, "queue" | "counted" | "now">): number {
  if (queue !== null) return queue.messages === 0 ? 0 : (queue.oldestMs ?? 0);
  const { lastBatch } = counted;
  return lastBatch === null || now - lastBatch.at > HOUR_MS ? 0 : lastBatch.oldestMs;
}

function queueFinding(reading: Reading, minutes: number | null): Finding | null {
  const age = queueAgeMs(reading);
  if (minutes === null || age <= minutes * MINUTE_MS) return null;
  return {
    key: "queue",
    level: age > 6 * minutes * MINUTE_MS ? "act" : "look",
    says: `Events wait ${Math.round(age / MINUTE_MS)} minutes before they are stored.`,
    remedy:
      "Nothing is lost for 4 days. Look whether the database is full or overloaded; then the queue empties by itself.",
  };
}

function deadLetterFinding(count: number, most: number | null): Finding | null {
  if (most === null || count <= most) return null;
  return {
    key: "dead letters",
    level: "act",
    says: `${count} ${count === 1 ? "message" : "messages"} could not be stored.`,
    remedy: "Settings lists them with the reason; once that is mended, send them in again from there.",
  };
}

function databaseFinding({ share, bytes, limit }: Reading["database"], percent: number | null): Finding | null {
  const used = share * 100;
  if (percent === null || used < percent) return null;
  const size = `${(bytes / 1e9).toFixed(1)} of ${(limit / 1e9).toFixed(1)} GB`;
  return {
    key: used >= 90 ? "database 90" : "database",
    level: used >= 90 ? "act" : "look",
    says: used >= 100 ? `The database is full (${size}).` : `The database is ${Math.floor(used)} % full (${size}).`,
    remedy:
      used >= 100
        ? "New events wait in the queue and are kept. Old days are moved to the archive to make room; shorten retention."
        : "Old days are moved to the archive by themselves; shorten retention if that is not fast enough.",
  };
}

function connectionFinding({ id, name, state, problem, deadLetters }: ConnectionReading): Finding | null {
  if (state === "disconnected") {
    return {
      key: `destination ${id}`,
      level: "act",
      says: `“${name}” was stopped: ${problem ?? "no reason given"}`,
      remedy: "Mend it under Destinations and switch it on; it goes on where it stopped, nothing is lost.",
    };
  }
  if (state === "failing") {
    return {
      key: `destination ${id} failing`,
      level: "look",
      says: `“${name}” takes nothing just now${problem === null ? "." : `: ${problem}`}`,
      remedy: "It is tried again for three days by itself. Look at its requests under Destinations.",
    };
  }
  return deadLetters === 0
    ? null
    : {
        key: `destination ${id} refused`,
        level: "look",
        says: `“${name}” has refused ${deadLetters} ${deadLetters === 1 ? "delivery" : "deliveries"} for good.`,
        remedy: "Under Destinations they stand with the answer; send them again once the mapping is right.",
      };
}

const stoppedFinding = ({ what, id, name, reason }: Reading["stopped"][number]): Finding => ({
  key: `${what} ${id}`,
  level: "act",
  says: `The ${what} “${name}” was stopped: ${reason}`,
  remedy: `Look at it under ${what === "list" ? "Audiences" : "Automations"}, mend what it says, and switch it on.`,
});

function silentFindings({ sources, counted, now }: Reading, hours: number): Finding[] {
  const from = Math.floor(now / HOUR_MS) * HOUR_MS - (hours - 1) * HOUR_MS;
  const lately = countedSince(counted, from);
  const before = countedSince(counted, from - 7 * DAY_MS, from);
  const isSilent = ({ id, enabled }: SourceReading): boolean =>
    enabled && (lately[`events.${id}`] ?? 0) === 0 && ((before[`events.${id}`] ?? 0) * hours) / 168 >= USUAL_EVENTS;
  return sources.filter(isSilent).map(({ id, name }) => ({
    key: `source ${id}`,
    level: "act",
    says: `“${name}” has sent nothing for ${hours} hours, and usually does.`,
    remedy: "Open Debugger and the site itself: was the snippet removed, the key changed, or a consent banner added?",
  }));
}

function violationsFinding({ violations }: Reading["plan"], most: number | null): Finding | null {
  if (most === null || violations <= most) return null;
  return {
    key: "tracking plan",
    level: "look",
    says: `In 24 hours, ${violations} ${violations === 1 ? "thing was" : "things were"} not as planned.`,
    remedy: "Tracking plan shows which events, what was wrong with them, and what came.",
  };
}

/** Whether or not anybody set a limit: what comes when there is no room is stored as it is. */
function heldFinding({ held, mostHeld }: Reading["plan"]): Finding | null {
  if (held < mostHeld * 0.8) return null;
  return {
    key: held < mostHeld ? "kept aside" : "kept aside full",
    level: held < mostHeld ? "look" : "act",
    says: `The tracking plan keeps ${held} events aside, of ${mostHeld} at most.`,
    remedy:
      "Let them in or throw them away under Tracking plan; when there is no room, events are stored as they come.",
  };
}

function costFinding(reading: Reading, dollars: number | null): Finding | null {
  if (dollars === null) return null;
  const { projected } = monthBill(reading);
  if (projected.aboveIncluded <= dollars) return null;
  return {
    key: "cost",
    level: "look",
    says: `This month will cost about $${projected.aboveIncluded.toFixed(2)} above the plan, more than $${dollars}.`,
    remedy: "Status shows what it is made of; a source that sends too much is seen under Sources.",
  };
}
