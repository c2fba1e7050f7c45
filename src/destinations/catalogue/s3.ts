import * as z from "zod";
import { answerError, answerMessage } from "#destinations/answer.ts";
import { awsPath, signAws } from "#core/aws-signature.ts";
import {
  defineDestination,
  type DeliveredEvent,
  type Delivery,
  Disconnected,
  MAX_CALLS,
  NotReached,
  Unavailable,
} from "#destinations/contract.ts";
import { hex, sha256, utf8 } from "#core/encoding.ts";
import { oneByOne } from "#destinations/one-by-one.ts";

const settings = z.object({
  bucket: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, "Small letters, digits, dots and dashes; 3 to 63 of them.")
    .meta({ title: "Bucket", description: "Its name; it has to exist." }),
  region: z
    .string()
    .regex(/^[a-z0-9-]{2,40}$/)
    .default("us-east-1")
    .meta({ title: "Region", description: "Such as eu-central-1; auto for Cloudflare R2." }),
  endpoint: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta({
      title: "Endpoint",
      description: "Empty for Amazon S3. For Cloudflare R2 https://<account id>.r2.cloudflarestorage.com.",
    }),
  prefix: z
    .string()
    .max(200)
    .default("events")
    .meta({ title: "Folder", description: "What the names of the files begin with." }),
  accessKeyId: z
    .string()
    .min(1)
    .max(200)
    .meta({ title: "Access key ID", description: "Of a key that may write objects (s3:PutObject) in this bucket." }),
  secretAccessKey: z
    .string()
    .min(1)
    .max(200)
    .meta({ title: "Secret access key", description: "What belongs to that access key ID.", secret: true }),
});
type Settings = z.infer<typeof settings>;

/** When we got the event: an hour's partition is complete once the hour is over, whatever clocks and replays say. */
function partition({ event }: DeliveredEvent, now: number): string {
  const text = event["receivedAt"] ?? event["timestamp"];
  const ms = typeof text === "string" ? Date.parse(text) : Number.NaN;
  const time = new Date(Number.isNaN(ms) ? now : ms).toISOString();
  return `date=${time.slice(0, 10)}/hour=${time.slice(11, 13)}`;
}

async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Amazon's name has the bucket in the host, where a certificate covers it; all others take it in the path, and so does Amazon. */
function objectUrl({ endpoint, region, bucket }: Settings, key: string): URL {
  if (endpoint === undefined && !bucket.includes(".")) {
    return new URL(awsPath(`/${key}`), `https://${bucket}.s3.${region}.amazonaws.com`);
  }
  const base = (endpoint ?? `https://s3.${region}.amazonaws.com`).replace(/\/+$/, "");
  return new URL(`${base}${awsPath(`/${bucket}/${key}`)}`);
}

/** One object; its name is made of what is in it, so that the same events at another attempt replace themselves. */
async function put(delivery: Delivery<Settings>, folder: string, events: readonly DeliveredEvent[]): Promise<void> {
  const { settings, request, now } = delivery;
  const lines = utf8(events.map((event) => `${JSON.stringify(event.payload)}\n`).join(""));
  const first = (events[0]?.id ?? "").replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, 64);
  const name = `${first}-${hex(await sha256(lines)).slice(0, 16)}.ndjson.gz`;
  const prefix = settings.prefix.replaceAll(/^\/+|\/+$/g, "");
  const url = objectUrl(settings, [...(prefix === "" ? [] : [prefix]), folder, name].join("/"));
  const body = await gzip(lines);
  const headers = await signAws(
    { service: "s3", method: "PUT", url, headers: { "content-type": "application/gzip" }, body },
    settings,
    now,
  );
  const answer = await request(url.href, { method: "PUT", headers, body, timeoutMs: 30_000, anyStatus: true });
  const answering = { who: "The bucket", secrets: [settings.secretAccessKey, headers["authorization"]], now };
  if (
    /<Code>(NoSuchBucket|PermanentRedirect|AuthorizationHeaderMalformed|IllegalLocationConstraintException)</.test(
      answer.text,
    )
  ) {
    throw new Disconnected(answerMessage(answer, answering));
  }
  const error = answerError(answer, answering);
  if (error !== null) throw error;
  if (!answer.headers.has("etag")) throw new Unavailable("The bucket did not say that it keeps the file.");
}

/**
 * An archive of everything: NDJSON, gzipped, in Hive partitions by date and hour (UTC) of arrival. Each call leaves a file,
 * and who reads thousands of tiny ones waits and pays for each, so events are held five minutes to fill one.
 */
export const s3 = defineDestination({
  slug: "s3",
  name: "S3 or R2 archive",
  description: "Keeps every event as compressed JSON lines in your own bucket at Amazon S3, Cloudflare R2 or the like.",
  categories: ["Data"],
  documentation: "https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html",
  settings,
  actions: {
    archive: {
      title: "Write a file",
      description: "One .ndjson.gz file a batch and hour, a line an event.",
      mapping: { "@path": "$." },
      batch: { events: 1000, bytes: 5_000_000, waitMs: 300_000 },
    },
  },
  presets: [{ name: "All events", action: "archive", filter: null }],
  async deliver(delivery) {
    const folders = new Map<string, DeliveredEvent[]>();
    for (const event of delivery.events) {
      const folder = partition(event, delivery.now);
      const events = folders.get(folder);
      if (events) events.push(event);
      else folders.set(folder, [event]);
    }
    const parts = [...folders];
    const written = await oneByOne(parts.slice(0, MAX_CALLS), ([folder, events]) => put(delivery, folder, events));
    const outcomes = parts.map((_, index) => (index < written.length ? (written[index] ?? null) : new NotReached()));
    const outcomeOf = new Map(
      parts.flatMap(([, events], index) => events.map((event) => [event, outcomes[index] ?? null])),
    );
    return delivery.events.map((event) => outcomeOf.get(event) ?? null);
  },
});
