import { apiAt } from "../connections/api.ts";
import { Failure } from "../connections/failure.ts";
import { act } from "./act.ts";
import type { Client } from "./client-file.ts";
import { makeSecrets, readSecrets } from "./client-secrets.ts";
import { type Cloudflare, cloudflareAt, cloudflareOf } from "./cloudflare.ts";
import { type Places, placesOf } from "./folder.ts";
import { findWorker, look } from "./found.ts";
import { hasPassed, publicKey, smokeTest, unwell, urlOf, waitUntilWell } from "./live.ts";
import { inWords, plan, type Step, type Wanted } from "./plan.ts";
import type { Release } from "./release.ts";
import { brokenOffIn, writeConfigs } from "./upload.ts";
import { tagOf, workerConfigs } from "./worker-config.ts";

/** What commands work with. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  folder: string;
  say: (line: string) => void;
  /** A first certificate takes minutes; an event, seconds. */
  waitMs: number;
}

export interface Deployment {
  api: Cloudflare;
  places: Places;
  wanted: Wanted;
  release: Release;
}

/** A client's deployment as a release wants it. */
export function deploymentOf(client: Client, release: Release, { env, folder }: Surroundings): Deployment {
  const configs = workerConfigs(release, client);
  const places = placesOf(folder, client.name);
  return {
    api: cloudflareAt(cloudflareOf(env), client.account),
    places,
    release,
    wanted: {
      client,
      configs,
      migrations: release.migrations,
      tags: {
        headwater: tagOf(release.code.headwater, configs.headwater, release.folder),
        catalogue: tagOf(release.code.catalogue, configs.catalogue, release.folder),
      },
      hasSecrets: readSecrets(places.secrets) !== null,
      brokenOff: brokenOffIn(places.generated),
    },
  };
}

/** What has to be done. Throws Failure where nothing may be done. */
export async function stepsOf({ api, wanted }: Deployment): Promise<Step[]> {
  const planned = plan(wanted, await look(api, wanted.client, wanted.configs));
  if ("refused" in planned) throw new Failure(planned.refused);
  return planned.steps;
}

export type Deployed = { url: string; key: string | null; did: number };

/** Makes what is missing, step by step, and proves it by an event. Done again after it was broken off, it goes on. */
export async function deploy(client: Client, release: Release, around: Surroundings): Promise<Deployed> {
  const { say, env, waitMs } = around;
  const deployment = deploymentOf(client, release, around);
  const { api, places, wanted } = deployment;
  const steps = await stepsOf(deployment);
  // Before anything is made: whoever goes on after a break finds them.
  if (steps.some((step) => step.do === "deploy-worker" && step.secrets.length > 0)) makeSecrets(places.secrets);
  const configFiles = writeConfigs(places.generated, wanted.configs);
  for (const [index, step] of steps.entries()) {
    const began = performance.now();
    await act(step, { api, wanted, release, places, configFiles });
    say(`  ${index + 1}/${steps.length}  ${inWords(step)}  ${Math.round(performance.now() - began)} ms`);
  }
  const url = await urlOf(api, client, env);
  const token = readSecrets(places.secrets)?.adminToken ?? null;
  if (token === null)
    return { url, key: null, did: steps.length + (await checkFromOutside(url, steps.length, around)) };
  const live = apiAt({ url, token });
  const version = (await findWorker(api, wanted.configs.headwater.name))?.version ?? "none";
  if (steps.length === 0 && (await unwell(url)) === null && (await hasPassed(live, version)))
    return { url, key: await publicKey(live), did: 0 };
  await waitUntilWell(url, waitMs, say);
  await smokeTest(url, token, version, waitMs);
  say(`  ${url} is well: it stored a test event and gave it back`);
  return { url, key: await publicKey(live), did: steps.length + 1 };
}

/** Without the client's token nothing can be read back. */
async function checkFromOutside(url: string, did: number, { say, waitMs }: Surroundings): Promise<number> {
  await waitUntilWell(url, did === 0 ? 0 : waitMs, say);
  say(
    `  ${url} is well, as far as can be seen from outside: this machine has no token, so no test event was read back`,
  );
  return 0;
}
