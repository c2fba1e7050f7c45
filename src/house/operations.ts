import { type Clock, DAY_MS, HOUR_MS } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import type { Finding } from "#core/finding.ts";
import type { OperationLimits } from "#core/operation-limits.ts";
import { within } from "#core/within.ts";
import { archivedBytes } from "#archive/files.ts";
import { readWatch } from "#audiences/watch-store.ts";
import { listConnections, type ShownConnection } from "#destinations/connections.ts";
import type { SenderReport } from "#destinations/sender-report.ts";
import { findingsOf } from "#operations/findings.ts";
import type { OperationsHouse } from "#operations/operations-house.ts";
import type { ConnectionReading } from "#operations/reading.ts";
import { readOperation } from "#operations/read-operation.ts";
import { lastArrival } from "#store/arrivals.ts";
import { databaseLimit, databaseSize } from "#store/database-size.ts";
import { planState } from "#tracking-plan/plan-state.ts";
import { audiencesObject } from "#house/audiences.ts";
import { senderOf } from "#house/connections.ts";
import { meterOf } from "#house/metered.ts";

/** An object that doesn't answer must not hold up what says how everything is. */
const PATIENCE_MS = 3_000;

/** What operations gets of the other stages. */
export const operationsHouse = (env: Env, clock: Clock): OperationsHouse => ({
  db: env.DB,
  clock,
  writeCounts: async () => meterOf(env)?.write(env.DB),
  database: () => databaseSize(env.DB, databaseLimit(env.DATABASE_LIMIT_BYTES)),
  bucketBytes: () => archivedBytes(env.DB),
  async queue() {
    try {
      const { backlogCount, oldestMessageTimestamp } = await within(PATIENCE_MS, env.EVENTS.metrics());
      const oldestAt = oldestMessageTimestamp?.getTime() ?? null;
      return { messages: backlogCount, oldestAt: oldestAt === 0 ? null : oldestAt };
    } catch (error) {
      log("warn", "queue_unreadable", { reason: reasonOf(error) });
      return null;
    }
  },
  async connections() {
    const connections = await listConnections(env.DB);
    return Promise.all(connections.map((connection) => connectionReading(env, connection, clock())));
  },
  plan: () => planState(env.DB, clock()),
  async audiencesBehind() {
    if ((await readWatch(env.DB)).watching !== 1) return null;
    try {
      const cursor = await within(PATIENCE_MS, audiencesObject(env).cursor());
      return Math.max(0, (await lastArrival(env.DB)) - cursor);
    } catch (error) {
      log("warn", "audiences_unreadable", { reason: reasonOf(error) });
      return null;
    }
  },
});

/** What is not as it should be, by these limits. */
export const operationFindings = async (env: Env, clock: Clock, limits: OperationLimits): Promise<Finding[]> =>
  findingsOf(await readOperation(operationsHouse(env, clock)), limits);

async function connectionReading(env: Env, connection: ShownConnection, now: number): Promise<ConnectionReading> {
  const { id, name, enabled, paused, stopped } = connection;
  const state = stopped !== null ? "disconnected" : !enabled ? "disabled" : paused ? "paused" : "connected";
  const nothing = { waiting: 0, deadLetters: 0, delivered: 0, rejected: 0, failingSince: null };
  try {
    const report: SenderReport = await within(PATIENCE_MS, senderOf(env, id).report());
    const since = Math.floor((now - DAY_MS) / HOUR_MS);
    const lately = report.hours.filter(({ hour }) => hour > since);
    const isFailing = state === "connected" && report.failingSince !== null;
    return {
      id,
      name,
      state: isFailing ? "failing" : state,
      problem: stopped ?? (isFailing ? report.lastError : null),
      failingSince: report.failingSince,
      waiting: state === "disabled" ? 0 : report.waiting.events + report.waiting.retries,
      deadLetters: report.deadLetters,
      delivered: lately.reduce((sum, { counts }) => sum + counts.delivered, 0),
      rejected: lately.reduce((sum, { counts }) => sum + counts.rejected, 0),
    };
  } catch (error) {
    log("warn", "sender_unreadable", { connection: id, reason: reasonOf(error) });
    return { id, name, state: stopped === null ? "unknown" : "disconnected", problem: stopped, ...nothing };
  }
}
