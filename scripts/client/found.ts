import * as z from "zod";
import type { Client } from "./client-file.ts";
import { type Cloudflare, orNull } from "./cloudflare.ts";
import type { Consumer, WorkerConfig, WorkerConfigs } from "./worker-config.ts";

/** How a queue hands its messages over, as the API has it. */
const ConsumerFound = z.looseObject({
  script: z.string().optional(),
  script_name: z.string().optional(),
  dead_letter_queue: z.string().nullish(),
  settings: z.looseObject({
    batch_size: z.number().nullish(),
    max_wait_time_ms: z.number().nullish(),
    max_concurrency: z.number().nullish(),
    max_retries: z.number().nullish(),
    retry_delay: z.number().nullish(),
  }),
});
const QueueFound = z.looseObject({
  queue_id: z.string(),
  queue_name: z.string(),
  settings: z.looseObject({ message_retention_period: z.number().nullish() }).nullish(),
});
const Database = z.looseObject({ uuid: z.string(), name: z.string() });
const Deployments = z.looseObject({
  deployments: z.array(z.looseObject({ versions: z.array(z.looseObject({ version_id: z.string() })) })),
});
const Version = z.looseObject({ id: z.string(), annotations: z.record(z.string(), z.unknown()).nullish() });

export interface FoundQueue {
  id: string;
  retentionSeconds: number | null;
  consumer: Consumer | null;
}
export interface FoundWorker {
  version: string;
  /** What it was deployed with (`tagOf`); null where somebody else deployed it. */
  tag: string | null;
}

/** What there is of a client in its account. */
export interface Found {
  database: { id: string; applied: string[] } | null;
  queues: Map<string, FoundQueue>;
  buckets: string[];
  workers: { headwater: FoundWorker | null; catalogue: FoundWorker | null };
  secrets: string[];
  crons: string[];
  domains: string[];
}

/** Every resource by its name, the same list for making and for destroying. */
export const namesIn = ({ headwater, catalogue }: WorkerConfigs) => ({
  database: headwater.d1_databases?.[0]?.database_name ?? "",
  queues: [
    ...new Set([
      ...(headwater.queues?.producers ?? []).map(({ queue }) => queue),
      ...(headwater.queues?.consumers ?? []).map(({ queue }) => queue),
    ]),
  ],
  buckets: (headwater.r2_buckets ?? []).map(({ bucket_name: name }) => name),
  workers: { headwater: headwater.name, catalogue: catalogue.name },
});

/** R2 shows the buckets of a jurisdiction only to who names it. */
export const bucketHeaders = ({ jurisdiction }: Client): Record<string, string> =>
  jurisdiction ? { "cf-r2-jurisdiction": jurisdiction } : {};

/** Looks at everything of a client; changes nothing. */
export async function look(api: Cloudflare, client: Client, configs: WorkerConfigs): Promise<Found> {
  const names = namesIn(configs);
  const [database, queues, buckets, headwater, catalogue] = await Promise.all([
    findDatabase(api, names.database),
    Promise.all(names.queues.map(async (name) => [name, await findQueue(api, name)] as const)),
    Promise.all(names.buckets.map(async (name) => ((await hasBucket(api, client, name)) ? [name] : []))),
    findWorker(api, names.workers.headwater),
    findWorker(api, names.workers.catalogue),
  ]);
  return {
    database,
    queues: new Map(queues.flatMap(([name, queue]) => (queue ? [[name, queue]] : []))),
    buckets: buckets.flat(),
    workers: { headwater, catalogue },
    ...(await findEntrances(api, configs.headwater, headwater !== null)),
  };
}

export async function findDatabase(api: Cloudflare, name: string): Promise<Found["database"]> {
  // The search finds every name that has these words in it.
  const found = await api(z.array(Database), `/d1/database?name=${encodeURIComponent(name)}&per_page=1000`);
  const database = found.find((each) => each.name === name);
  return database ? { id: database.uuid, applied: await appliedTo(api, database.uuid) } : null;
}

/** Migrations as wrangler notes them, so that both can be used on one database. */
async function appliedTo(api: Cloudflare, id: string): Promise<string[]> {
  const ask = (sql: string) =>
    api(z.array(z.looseObject({ results: z.array(z.looseObject({ name: z.string() })) })), `/d1/database/${id}/query`, {
      method: "POST",
      body: { sql },
    });
  const [tables] = await ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'd1_migrations'");
  if (!tables?.results.length) return [];
  const [rows] = await ask("SELECT name FROM d1_migrations ORDER BY id");
  return rows?.results.map(({ name }) => name) ?? [];
}

export async function findQueue(api: Cloudflare, name: string): Promise<FoundQueue | null> {
  const found = await api(z.array(QueueFound), `/queues?name=${encodeURIComponent(name)}`);
  const queue = found.find((each) => each.queue_name === name);
  if (!queue) return null;
  const consumers = await api(z.array(ConsumerFound), `/queues/${queue.queue_id}/consumers`);
  return {
    id: queue.queue_id,
    retentionSeconds: queue.settings?.message_retention_period ?? null,
    consumer: consumers[0] ? consumerOf(name, consumers[0]) : null,
  };
}

/** In the words of wrangler's configuration, so that the two can be compared. */
function consumerOf(
  queue: string,
  { settings, dead_letter_queue: dead, ...found }: z.infer<typeof ConsumerFound>,
): Consumer {
  const {
    batch_size: size,
    max_wait_time_ms: wait,
    max_concurrency: most,
    max_retries: retries,
    retry_delay: delay,
  } = settings;
  return {
    queue,
    script: found.script ?? found.script_name,
    ...(size == null ? {} : { max_batch_size: size }),
    ...(wait == null ? {} : { max_batch_timeout: wait / 1_000 }),
    ...(most == null ? {} : { max_concurrency: most }),
    ...(retries == null ? {} : { max_retries: retries }),
    ...(delay ? { retry_delay: delay } : {}),
    ...(dead ? { dead_letter_queue: dead } : {}),
  };
}

export const hasBucket = async (api: Cloudflare, client: Client, name: string): Promise<boolean> =>
  (await orNull(
    api(z.looseObject({ name: z.string() }), `/r2/buckets/${name}`, { headers: bucketHeaders(client) }),
  )) !== null;

/** What of a Worker runs now. */
export async function findWorker(api: Cloudflare, name: string): Promise<FoundWorker | null> {
  const found = await orNull(api(Deployments, `/workers/scripts/${name}/deployments`));
  const version = found?.deployments[0]?.versions[0]?.version_id;
  if (version === undefined) return null;
  const { annotations } = await api(Version, `/workers/scripts/${name}/versions/${version}`);
  const tag = annotations?.["workers/tag"];
  return { version, tag: typeof tag === "string" ? tag : null };
}

/** What is set at a Worker beside its versions: an upload that was broken off may have left some of it out. */
async function findEntrances(
  api: Cloudflare,
  { name }: WorkerConfig,
  isThere: boolean,
): Promise<Pick<Found, "secrets" | "crons" | "domains">> {
  if (!isThere) return { secrets: [], crons: [], domains: [] };
  const [secrets, { schedules }, domains] = await Promise.all([
    api(z.array(z.looseObject({ name: z.string() })), `/workers/scripts/${name}/secrets`),
    api(
      z.looseObject({ schedules: z.array(z.looseObject({ cron: z.string() })) }),
      `/workers/scripts/${name}/schedules`,
    ),
    api(z.array(z.looseObject({ hostname: z.string() })), `/workers/domains?service=${name}`),
  ]);
  return {
    secrets: secrets.map((each) => each.name),
    crons: schedules.map(({ cron }) => cron),
    domains: domains.map(({ hostname }) => hostname),
  };
}
