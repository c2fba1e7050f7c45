import { isNotNull, isNull, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { audienceSyncs, automations, deadLetters, sources } from "#core/schema.ts";
import { readCounted } from "#operations/counted.ts";
import type { OperationsHouse } from "#operations/operations-house.ts";
import type { Reading, Stopped } from "#operations/reading.ts";

/**
 * Looks at everything once. Reads about 110 rows of counts, a row for each source, for each stopped list and automation, and
 * for each dead letter; one call for each connection's Sender and one for audiences. Throws D1's errors.
 */
export async function readOperation(house: OperationsHouse): Promise<Reading> {
  await house.writeCounts();
  const now = house.clock();
  const [counted, rows, database, bucketBytes, queue, connections, audiencesBehind, plan] = await Promise.all([
    readCounted(house.db),
    readRows(house.db),
    house.database(),
    house.bucketBytes(),
    house.queue(),
    house.connections(),
    house.audiencesBehind(),
    house.plan(),
  ]);
  return {
    now,
    counted,
    ...rows,
    database,
    bucketBytes,
    queue: queue && { messages: queue.messages, oldestMs: queue.oldestAt && Math.max(0, now - queue.oldestAt) },
    connections,
    audiencesBehind,
    plan,
  };
}

async function readRows(db: D1Database): Promise<Pick<Reading, "deadLetters" | "sources" | "stopped">> {
  const orm = drizzle(db);
  const [[dead], sourceRows, syncs, stoppedAutomations] = await orm.batch([
    orm
      .select({ n: sql<number>`count(*)` })
      .from(deadLetters)
      .where(isNull(deadLetters.replayedAt)),
    orm.select({ id: sources.id, name: sources.name, disabledAt: sources.disabledAt }).from(sources),
    orm
      .select({ id: audienceSyncs.id, name: audienceSyncs.name, reason: audienceSyncs.stopped })
      .from(audienceSyncs)
      .where(isNotNull(audienceSyncs.stopped)),
    orm
      .select({
        id: automations.id,
        name: sql<string>`${automations.definition}->>'name'`,
        reason: automations.stopped,
      })
      .from(automations)
      .where(isNotNull(automations.stopped)),
  ]);
  const stopped = (what: Stopped["what"], list: { id: number; name: string; reason: string | null }[]): Stopped[] =>
    list.map(({ id, name, reason }) => ({ what, id, name, reason: reason ?? "" }));
  return {
    deadLetters: dead?.n ?? 0,
    sources: sourceRows.map(({ id, name, disabledAt }) => ({ id, name, enabled: disabledAt === null })),
    stopped: [...stopped("list", syncs), ...stopped("automation", stoppedAutomations)],
  };
}
