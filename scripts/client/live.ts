import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { type Api, apiAt } from "../connections/api.ts";
import { Failure } from "../connections/failure.ts";
import type { Client } from "./client-file.ts";
import type { Cloudflare } from "./cloudflare.ts";

const Source = z.looseObject({ id: z.number(), name: z.string(), kind: z.string(), writeKey: z.string().nullable() });
type Source = z.infer<typeof Source>;
const Sources = z.object({ sources: z.array(Source) });
const Health = z.looseObject({ status: z.string(), wrong: z.array(z.string()) });

/** The source that test events come from, apart from the client's own. */
const SMOKE_SOURCE = "Smoke test";
/** A person and an agent that say what they are: reports leave bots out, and destinations get none. */
const SMOKE_USER = "headwater-smoke-test";
const SMOKE_AGENT = "HeadwaterSmokeTest/1.0 (bot)";
const POLL_MS = 500;

/**
 * Where a client's deployment answers. HEADWATER_REACH stands in for it, with {name} for the Worker's: for tests, and for
 * a domain that does not lead there yet.
 */
export async function urlOf(api: Cloudflare | null, { name, domain }: Client, env: NodeJS.ProcessEnv): Promise<string> {
  const reach = env["HEADWATER_REACH"];
  if (reach) return reach.replace("{name}", `headwater-${name}`);
  if (domain !== undefined) return `https://${domain}`;
  if (!api) throw new Error("a deployment without a domain is asked for at Cloudflare");
  const { subdomain } = await api(z.looseObject({ subdomain: z.string() }), "/workers/subdomain");
  return `https://headwater-${name}.${subdomain}.workers.dev`;
}

/** Why the deployment is not well, or null. */
export async function unwell(url: string): Promise<string | null> {
  try {
    const response = await fetch(`${url}/health`, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
    const health = Health.safeParse(await response.json()).data;
    if (response.ok && health) return null;
    return health ? health.wrong.join("; ") : `${url}/health answered ${response.status}, and not as Headwater does`;
  } catch (error) {
    // A domain of a few seconds has neither an address nor a certificate.
    return `${url} does not answer (${error instanceof Error ? error.message : "no reason"})`;
  }
}

/** Waits until it is well. Throws Failure with what was wrong last. */
export async function waitUntilWell(url: string, withinMs: number, say: (line: string) => void): Promise<void> {
  const deadline = Date.now() + withinMs;
  let said = "";
  for (;;) {
    const wrong = await unwell(url);
    if (wrong === null) return;
    if (wrong !== said) say(`  waiting, at most ${withinMs / 1_000} s: ${wrong}`);
    said = wrong;
    if (Date.now() > deadline) throw new Failure(`Not well after ${withinMs / 1_000} s: ${wrong}`);
    await sleep(POLL_MS);
  }
}

/** The event that proves a version, named after it: there is one a version, however often it is checked. */
const smokeId = (version: string): string => `smoke-${version}`;

/** Has this version been proved by a real event? */
export async function hasPassed(live: Api, version: string): Promise<boolean> {
  const { events } = await live(
    z.looseObject({ events: z.array(z.looseObject({ messageId: z.string() })) }),
    `/api/events?userId=${SMOKE_USER}&messageId=${smokeId(version)}&limit=1`,
  );
  return events.length > 0;
}

/** Sends a real event and reads it back through the API. Throws Failure where it does not come back in time. */
export async function smokeTest(url: string, token: string, version: string, withinMs: number): Promise<void> {
  const live = apiAt({ url, token });
  const { writeKey } = await sourceNamed(live, SMOKE_SOURCE, "secret");
  const deadline = Date.now() + withinMs;
  const request = new Request(`${url}/v1/track`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${writeKey ?? ""}:`)}`, "content-type": "application/json" },
    body: JSON.stringify({
      event: "Smoke Test",
      userId: SMOKE_USER,
      messageId: smokeId(version),
      context: { userAgent: SMOKE_AGENT },
    }),
  });
  const response = await fetch(request).catch((cause: unknown) => {
    throw new Failure(`${url} broke off while it was sent the test event.`, { cause });
  });
  if (!response.ok) throw new Failure(`${url} did not take the test event: it answered ${response.status}.`);
  while (!(await hasPassed(live, version))) {
    if (Date.now() > deadline)
      throw new Failure(`${url} took the test event, but did not store it in ${withinMs / 1_000} s.`);
    await sleep(POLL_MS);
  }
}

/** A write key for a page: of the first public source, which is made where there is none. */
export async function publicKey(live: Api): Promise<string> {
  const { sources } = await live(Sources, "/api/sources");
  const key = sources.find(({ kind, writeKey }) => kind === "public" && writeKey !== null)?.writeKey;
  const made = key ?? (await sourceNamed(live, "Website", "public")).writeKey;
  if (!made) throw new Failure("The source Website has no write key. Rotate it in the dashboard.");
  return made;
}

async function sourceNamed(live: Api, name: string, kind: string): Promise<Source> {
  const { sources } = await live(Sources, "/api/sources");
  const found = sources.find((source) => source.name === name);
  return found ?? live(Source, "/api/sources", { method: "POST", body: { name, kind } });
}
