import type { Client } from "./client-file.ts";
import { type Found, type FoundWorker, namesIn } from "./found.ts";
import type { Consumer, WorkerConfigs } from "./worker-config.ts";

/**
 * The longest that Queues keeps a message. Events wait so long where the database is full, dead letters for a person; what
 * else is in a queue is only a call to look.
 */
export const LONGEST_SECONDS = 14 * 86_400;

export type WorkerPart = "headwater" | "catalogue";

/** One thing to be done. Each can be done again without harm. */
export type Step =
  | { do: "create-database"; name: string }
  | { do: "create-queue"; name: string; retentionSeconds: number | null }
  | { do: "keep-messages"; name: string; id: string; seconds: number }
  | { do: "create-bucket"; name: string }
  | { do: "migrate"; name: string; migrations: string[] }
  | { do: "deploy-worker"; part: WorkerPart; name: string; why: string; secrets: string[] };

/** What a deployment should be. */
export interface Wanted {
  client: Client;
  configs: WorkerConfigs;
  migrations: readonly string[];
  tags: Record<WorkerPart, string>;
  /** Does this machine have the client's secrets? */
  hasSecrets: boolean;
  /** Uploads that this machine began and did not end: what wrangler sets last may be missing. */
  brokenOff: readonly WorkerPart[];
}

export type Planned = { steps: Step[] } | { refused: string };

/**
 * What is missing, in the order it has to be done: data first, then the Worker that the other calls, last what visitors
 * reach. New migrations are applied while the old code still runs, so each must be one that old code can live with.
 */
export function plan(wanted: Wanted, found: Found): Planned {
  const { client, configs, migrations, tags, hasSecrets, brokenOff } = wanted;
  const names = namesIn(configs);
  const required = configs.headwater.secrets?.required ?? [];
  const missing = required.filter((name) => !found.secrets.includes(name));
  if (missing.length > 0 && !hasSecrets && found.database !== null)
    return {
      refused: `The database ${names.database} is there, but this machine has no secrets of ${client.name}, and a new CREDENTIALS_KEY could not open the credentials in it. Put the file of secrets back, or destroy the client first.`,
    };

  const applied = new Set(found.database?.applied);
  const ahead = [...applied].filter((name) => !migrations.includes(name));
  if (ahead.length > 0)
    return {
      refused: `The database has ${ahead.join(", ")}, which this release does not know: it is older than what was deployed.`,
    };
  const unapplied = migrations.filter((name) => !applied.has(name));

  const consumers = configs.headwater.queues?.consumers ?? [];
  const lasting = new Set(consumers.flatMap(({ queue, dead_letter_queue: dead }) => (dead ? [queue, dead] : [])));
  const steps: Step[] = [];
  if (!found.database) steps.push({ do: "create-database", name: names.database });
  for (const name of names.queues) {
    const queue = found.queues.get(name);
    const seconds = lasting.has(name) ? LONGEST_SECONDS : null;
    if (!queue) steps.push({ do: "create-queue", name, retentionSeconds: seconds });
    else if (seconds !== null && queue.retentionSeconds !== seconds)
      steps.push({ do: "keep-messages", name, id: queue.id, seconds });
  }
  for (const name of names.buckets) if (!found.buckets.includes(name)) steps.push({ do: "create-bucket", name });
  if (unapplied.length > 0) steps.push({ do: "migrate", name: names.database, migrations: unapplied });

  const whyAnew = (part: WorkerPart): string | null =>
    whyUploaded(found.workers[part], tags[part]) ??
    (brokenOff.includes(part) ? "its last upload was broken off" : null);
  const catalogueWhy = whyAnew("catalogue");
  if (catalogueWhy !== null) steps.push(deployment("catalogue", names.workers.catalogue, catalogueWhy));
  const why = whyAnew("headwater") ?? whyIncomplete(configs, client, found, missing);
  if (why !== null) steps.push({ ...deployment("headwater", names.workers.headwater, why), secrets: missing });
  return { steps };
}

const deployment = (part: WorkerPart, name: string, why: string) => ({
  do: "deploy-worker" as const,
  part,
  name,
  why,
  secrets: [],
});

function whyUploaded(found: FoundWorker | null, tag: string): string | null {
  if (!found) return "it is not there";
  if (found.tag === null) return "what runs was deployed by other means";
  return found.tag === tag ? null : "code or settings are new";
}

/** The upload is there, but not all that wrangler sets after it. */
function whyIncomplete(
  { headwater }: WorkerConfigs,
  { domain }: Client,
  found: Found,
  missingSecrets: readonly string[],
): string | null {
  if (missingSecrets.length > 0) return `it has no ${missingSecrets.join(", ")}`;
  if (domain !== undefined && !found.domains.includes(domain)) return `${domain} does not lead to it`;
  const crons = headwater.triggers?.crons ?? [];
  if (crons.toSorted().join() !== found.crons.toSorted().join()) return "its schedule is another";
  const wrong = headwater.queues?.consumers?.find(
    (wanted) => !isSameConsumer(wanted, headwater.name, found.queues.get(wanted.queue)?.consumer ?? null),
  );
  return wrong ? `it does not read ${wrong.queue} as it should` : null;
}

const COMPARED = [
  "max_batch_size",
  "max_batch_timeout",
  "max_concurrency",
  "max_retries",
  "retry_delay",
  "dead_letter_queue",
] as const;

/** What the configuration leaves open is Cloudflare's to choose. */
const isSameConsumer = (wanted: Consumer, script: string, found: Consumer | null): boolean =>
  found !== null &&
  found["script"] === script &&
  COMPARED.every((key) => wanted[key] === undefined || wanted[key] === found[key]);

/** A step as the plan prints it. */
export function inWords(step: Step): string {
  switch (step.do) {
    case "create-database":
      return `create the database ${step.name}`;
    case "create-queue":
      return `create the queue ${step.name}${step.retentionSeconds === null ? "" : `, which keeps messages ${step.retentionSeconds / 86_400} days`}`;
    case "keep-messages":
      return `let the queue ${step.name} keep messages ${step.seconds / 86_400} days`;
    case "create-bucket":
      return `create the bucket ${step.name}`;
    case "migrate":
      return `migrate ${step.name}: ${step.migrations.length} of ${step.migrations[0] ?? ""}${step.migrations.length > 1 ? ` … ${step.migrations.at(-1) ?? ""}` : ""}`;
    case "deploy-worker":
      return `deploy ${step.name} (${step.why})${step.secrets.length > 0 ? `, with ${step.secrets.join(" and ")}` : ""}`;
  }
}
