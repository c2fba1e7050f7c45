import { rmSync } from "node:fs";
import * as z from "zod";
import { apiAt } from "../connections/api.ts";
import { Failure } from "../connections/failure.ts";
import type { Client } from "./client-file.ts";
import { readSecrets } from "./client-secrets.ts";
import { type Cloudflare, cloudflareAt, cloudflareOf, orNull } from "./cloudflare.ts";
import type { Surroundings } from "./deploy.ts";
import { exportEvents, newExport, requireWhole, Stored, storedIn } from "./export-events.ts";
import { placesOf } from "./folder.ts";
import { bucketHeaders, type Found, look, namesIn } from "./found.ts";
import { urlOf } from "./live.ts";
import { textOf, writeWhole } from "./whole-file.ts";
import type { WorkerConfigs } from "./worker-config.ts";

/**
 * Takes a client's events into a file, then deletes what was made for the client and nothing else: first what visitors
 * reach, last the data. Broken off and called again, it goes on. Throws Failure before anything is deleted where events would
 * be lost.
 */
export async function destroy(
  client: Client,
  configs: WorkerConfigs,
  withoutExport: boolean,
  around: Surroundings,
): Promise<void> {
  const api = cloudflareAt(cloudflareOf(around.env), client.account);
  const found = await look(api, client, configs);
  if (!withoutExport && found.database) await saveEvents(api, client, found, around);
  const did = await deleteAll(api, client, configs, found, around.say);
  rmSync(placesOf(around.folder, client.name).leaving, { force: true });
  around.say(
    did === 0 ? "  nothing to do" : "  all that was made is gone; the files of the client stay where they are",
  );
}

const Leaving = z.strictObject({ file: z.string(), stored: Stored });

async function saveEvents(api: Cloudflare, client: Client, found: Found, around: Surroundings): Promise<void> {
  if (!found.database || found.database.applied.length === 0) return;
  const { say } = around;
  const places = placesOf(around.folder, client.name);
  const stored = await storedIn(api, found.database.id);
  if (stored.events === 0) return say("  there is no event to be kept");
  const text = textOf(places.leaving);
  const before = text === null ? null : Leaving.parse(JSON.parse(text));
  // Broken off after the export: what leads to the deployment may be gone, and nothing has come since.
  const isSame = before?.stored.events === stored.events && before.stored.last === stored.last;
  const file = before && isSame ? before.file : await saveAnew(api, client, found, around);
  const lines = await requireWhole(file, stored.events);
  writeWhole(places.leaving, JSON.stringify({ file, stored }));
  say(`  ${lines} events are in ${file}`);
}

/** The file of a new export. */
async function saveAnew(
  api: Cloudflare,
  client: Client,
  found: Found,
  { env, folder, say }: Surroundings,
): Promise<string> {
  const places = placesOf(folder, client.name);
  const token = readSecrets(places.secrets)?.adminToken;
  if (!found.workers.headwater || token === undefined)
    throw new Failure(
      `There are events, but ${token === undefined ? `no token in ${places.secrets}` : "no Worker"} to export them. Deploy ${client.name} again, or write --without-export.`,
    );
  const file = newExport(places.exports, Date.now());
  const live = apiAt({ url: await urlOf(api, client, env), token });
  await exportEvents(live, file, (done) => say(`  ${done} events`));
  return file;
}

/** The number of things that were deleted. */
async function deleteAll(
  api: Cloudflare,
  client: Client,
  configs: WorkerConfigs,
  found: Found,
  say: Surroundings["say"],
): Promise<number> {
  const names = namesIn(configs);
  let did = 0;
  const drop = async (what: string, path: string, headers: Record<string, string> = {}): Promise<void> => {
    const gone = await orNull(api(z.unknown(), path, { method: "DELETE", headers }).then(() => true));
    if (gone === null) return;
    did += 1;
    say(`  deleted ${what}`);
  };
  const domains = await api(z.array(Domain), `/workers/domains?service=${names.workers.headwater}`);
  for (const { id, hostname, service } of domains)
    if (service === names.workers.headwater) await drop(`the domain ${hostname}`, `/workers/domains/${id}`);
  for (const [name, { id }] of found.queues) {
    for (const { consumer_id: consumer } of await api(z.array(Consumer), `/queues/${id}/consumers`))
      await drop(`the reader of ${name}`, `/queues/${id}/consumers/${consumer}`);
  }
  if (found.workers.headwater)
    await drop(`the Worker ${names.workers.headwater}`, `/workers/scripts/${names.workers.headwater}?force=true`);
  if (found.workers.catalogue)
    await drop(`the Worker ${names.workers.catalogue}`, `/workers/scripts/${names.workers.catalogue}?force=true`);
  for (const [name, { id }] of found.queues) await drop(`the queue ${name}`, `/queues/${id}`);
  for (const name of found.buckets) {
    await emptyBucket(api, client, name);
    await drop(`the bucket ${name}`, `/r2/buckets/${name}`, bucketHeaders(client));
  }
  if (found.database) await drop(`the database ${names.database}`, `/d1/database/${found.database.id}`);
  return did;
}

const Domain = z.looseObject({ id: z.string(), hostname: z.string(), service: z.string() });
const Consumer = z.looseObject({ consumer_id: z.string() });

/** A bucket with something in it can't be deleted. The first page again and again: each is gone when it is asked for next. */
async function emptyBucket(api: Cloudflare, client: Client, bucket: string): Promise<void> {
  const headers = bucketHeaders(client);
  for (;;) {
    const objects = await api(z.array(z.looseObject({ key: z.string() })), `/r2/buckets/${bucket}/objects`, {
      headers,
    });
    if (objects.length === 0) return;
    for (const { key } of objects)
      await api(z.unknown(), `/r2/buckets/${bucket}/objects/${encodeURIComponent(key)}`, { method: "DELETE", headers });
  }
}
