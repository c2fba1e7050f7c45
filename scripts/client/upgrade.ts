import * as z from "zod";
import { apiAt } from "../connections/api.ts";
import { Failure } from "../connections/failure.ts";
import type { Client } from "./client-file.ts";
import { readSecrets } from "./client-secrets.ts";
import { deploy, deploymentOf, type Surroundings } from "./deploy.ts";
import { findWorker, look, namesIn } from "./found.ts";
import { begin, end, readJournal } from "./journal.ts";
import { hasPassed, urlOf, waitUntilWell } from "./live.ts";
import { plan } from "./plan.ts";
import type { Release } from "./release.ts";
import { wavesOf } from "./waves.ts";

/**
 * Brings clients to a release, wave by wave. Where one is not well afterwards, all of its wave go back to the code they ran,
 * and no further wave begins. Broken off and called again, it goes on. Throws Failure.
 */
export async function upgrade(
  clients: readonly Client[],
  release: Release,
  sizes: string,
  around: Surroundings,
): Promise<void> {
  const { say } = around;
  const pending: Client[] = [];
  for (const client of clients) {
    const state = await stateOf(client, release, around);
    if (state === "behind") pending.push(client);
    else say(`${client.name}  ${state}`);
  }
  const waves = wavesOf(pending, sizes);
  for (const [index, wave] of waves.entries()) {
    say(`wave ${index + 1} of ${waves.length}: ${wave.map(({ name }) => name).join(", ")}`);
    const failure = await runWave(wave, release, around);
    if (failure === null) continue;
    for (const client of wave) await rollBack(client, release, around);
    const left = waves.slice(index + 1).flat();
    throw new Failure(
      `Wave ${index + 1} went back to what it ran before, and ${left.length} clients of later waves were not touched: ${failure}`,
    );
  }
  say(waves.length === 0 ? "nothing to do" : "all are there");
}

const THERE = "is there already";

/** "behind" the release, also where an upgrade to it has not been proved yet; else why a client is left out, in words. */
async function stateOf(client: Client, release: Release, around: Surroundings): Promise<string> {
  const { api, wanted, places } = deploymentOf(client, release, around);
  const found = await look(api, client, wanted.configs);
  if (!found.workers.headwater) return "was never deployed, and is left out";
  const planned = plan(wanted, found);
  if ("refused" in planned) return `is left out: ${planned.refused}`;
  if (planned.steps.length > 0 || readJournal(places.journal)) return "behind";
  const token = readSecrets(places.secrets)?.adminToken;
  if (token === undefined) return THERE;
  const live = apiAt({ url: await urlOf(api, client, around.env), token });
  return (await hasPassed(live, found.workers.headwater.version)) ? THERE : "behind";
}

/** What went wrong, or null. */
async function runWave(wave: readonly Client[], release: Release, around: Surroundings): Promise<string | null> {
  for (const client of wave) {
    const { api, wanted, places } = deploymentOf(client, release, around);
    begin(places.journal, wanted.tags, await look(api, client, wanted.configs));
    around.say(client.name);
    try {
      await deploy(client, release, around);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      around.say(`  ${error.message}`);
      return `${client.name}: ${error.message}`;
    }
  }
  for (const client of wave) end(deploymentOf(client, release, around).places.journal);
  return null;
}

/** Lets a client's Workers run what they ran before: the one that is reached first, then the one that it calls. */
async function rollBack(client: Client, release: Release, around: Surroundings): Promise<void> {
  const { api, wanted, places } = deploymentOf(client, release, around);
  const journal = readJournal(places.journal);
  if (!journal) return;
  const { workers } = namesIn(wanted.configs);
  for (const part of ["headwater", "catalogue"] as const) {
    const before = journal.before[part];
    if (before === null || (await findWorker(api, workers[part]))?.version === before) continue;
    await api(z.unknown(), `/workers/scripts/${workers[part]}/deployments`, {
      method: "POST",
      body: {
        strategy: "percentage",
        versions: [{ version_id: before, percentage: 100 }],
        annotations: { "workers/message": "an upgrade was taken back" },
      },
    });
    around.say(`  ${workers[part]} runs ${before} again`);
  }
  await waitUntilWell(await urlOf(api, client, around.env), around.waitMs, around.say);
  end(places.journal);
}
