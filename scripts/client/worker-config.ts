import { createHash } from "node:crypto";
import { join } from "node:path";
import * as z from "zod";
import type { Client } from "./client-file.ts";
import type { Release } from "./release.ts";

const Consumer = z.looseObject({
  queue: z.string(),
  max_batch_size: z.number().optional(),
  max_batch_timeout: z.number().optional(),
  max_concurrency: z.number().optional(),
  max_retries: z.number().optional(),
  retry_delay: z.number().optional(),
  dead_letter_queue: z.string().optional(),
});
export type Consumer = z.infer<typeof Consumer>;

/** What is read here of a Worker's configuration; all else of it is handed on as it is. */
export const WorkerConfig = z.looseObject({
  name: z.string(),
  main: z.string(),
  vars: z.record(z.string(), z.string()).optional(),
  secrets: z.looseObject({ required: z.array(z.string()).optional() }).optional(),
  assets: z.looseObject({ directory: z.string() }).optional(),
  d1_databases: z.array(z.looseObject({ binding: z.string(), database_name: z.string() })).optional(),
  queues: z
    .looseObject({
      producers: z.array(z.looseObject({ queue: z.string() })).optional(),
      consumers: z.array(Consumer).optional(),
    })
    .optional(),
  r2_buckets: z.array(z.looseObject({ bucket_name: z.string() })).optional(),
  ratelimits: z.array(z.looseObject({ namespace_id: z.string() })).optional(),
  triggers: z.looseObject({ crons: z.array(z.string()).optional() }).optional(),
});
export type WorkerConfig = z.infer<typeof WorkerConfig>;

/** The name that stands in wrangler.toml for that of a client's deployment. */
const TEMPLATE = "headwater";
const named = (text: string, client: string): string =>
  text === TEMPLATE || text.startsWith(`${TEMPLATE}-`) ? `${TEMPLATE}-${client}${text.slice(TEMPLATE.length)}` : text;

/** Every resource by this client's name; variables are no names. */
function renamed(value: unknown, client: string): unknown {
  if (typeof value === "string") return named(value, client);
  if (Array.isArray(value)) return value.map((each) => renamed(each, client));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, key === "vars" ? each : renamed(each, client)]),
  );
}

/**
 * Workers of an account that name the same counter share it, so each client counts under numbers of its own, taken from
 * its name: two of a thousand clients meet once in some thousand agencies, and would then share a limit, no data.
 */
function counterId(client: string, original: string): string {
  return String(createHash("sha256").update(`${client} ${original}`).digest().readUInt32BE() % 2_000_000_000);
}

export interface WorkerConfigs {
  headwater: WorkerConfig;
  catalogue: WorkerConfig;
}

/** wrangler's configurations for a client's two Workers: wrangler.toml with what is the client's own. */
export function workerConfigs(
  release: Pick<Release, "folder" | "headwater" | "catalogue">,
  client: Client,
): WorkerConfigs {
  const own = (raw: WorkerConfig, folder: string) => {
    const { dev: _, ...config } = WorkerConfig.parse(renamed(raw, client.name));
    return {
      ...config,
      account_id: client.account,
      main: join(release.folder, folder, mainOf(raw.main)),
      // The release was bundled once, for all clients.
      no_bundle: true,
      preview_urls: false,
      ...("r2_buckets" in config && client.jurisdiction
        ? { r2_buckets: inJurisdiction(config, client.jurisdiction) }
        : {}),
    };
  };
  const headwater = own(release.headwater, "headwater");
  return {
    catalogue: own(release.catalogue, "catalogue"),
    headwater: {
      ...headwater,
      vars: {
        ...headwater.vars,
        PATH_ALIAS: client.pathAlias,
        JURISDICTION: client.jurisdiction ?? "",
        ...client.vars,
      },
      assets: headwater.assets && { ...headwater.assets, directory: join(release.folder, "public") },
      d1_databases: headwater.d1_databases?.map((database) => ({
        ...database,
        migrations_dir: join(release.folder, "migrations"),
      })),
      ratelimits: headwater.ratelimits?.map((limit) => ({
        ...limit,
        namespace_id: counterId(client.name, limit.namespace_id),
      })),
      ...(client.domain === undefined
        ? { workers_dev: true }
        : { workers_dev: false, routes: [{ pattern: client.domain, custom_domain: true }] }),
    },
  };
}

const inJurisdiction = ({ r2_buckets: buckets = [] }: WorkerConfig, jurisdiction: string) =>
  buckets.map((bucket) => ({ ...bucket, jurisdiction }));

/** src/worker.ts is bundled as worker.js. */
const mainOf = (source: string): string => source.replace(/^.*\//, "").replace(/\.ts$/, ".js");

/** One short text for a Worker's code and configuration; deployed with it, so that the account itself says what runs. */
export const tagOf = (code: string, config: WorkerConfig, folder: string): string =>
  createHash("sha256")
    .update(code)
    .update(JSON.stringify(config).replaceAll(`"${JSON.stringify(folder).slice(1, -1)}/`, '"'))
    .digest("hex")
    .slice(0, 16);
