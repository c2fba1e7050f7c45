import { resolve } from "node:path";
import { snippet } from "#dashboard/api/first-lines.ts";
import { Failure, Misuse } from "../connections/failure.ts";
import { type Client, listClients, readClient } from "./client-file.ts";
import { command } from "./command.ts";
import { deploy, deploymentOf, stepsOf, type Surroundings } from "./deploy.ts";
import { inWords } from "./plan.ts";
import { readRelease, type Release } from "./release.ts";
import { writeConfigs } from "./upload.ts";

export const WHICH = { all: { type: "boolean" }, release: { type: "string" } } as const;

/** The clients that a command names: one, or all. Throws Misuse. */
export function chosen({ folder }: Surroundings, name: string | undefined, isAll: boolean | undefined): Client[] {
  if ((name === undefined) === (isAll !== true)) throw new Misuse("Name one client, or write --all.");
  const clients = name === undefined ? listClients(folder) : [readClient(folder, name)];
  if (clients.length === 0) throw new Failure("There is no client yet. Make one: npm run client -- create …");
  return clients;
}

/** The release in a folder that is named, else one of these sources. */
export async function releaseOf(folder: string | undefined): Promise<Release> {
  if (folder !== undefined) return readRelease(resolve(folder));
  // What builds takes a second to load; a release that is there needs none of it.
  const { buildRelease } = await import("./build-release.ts");
  return buildRelease();
}

const build = command({
  name: "build",
  words: [],
  options: {},
  about: "Bundles both Workers and the dashboard once, into .wrangler/release; deploy does it by itself.",
  async run(_, { say }) {
    const { folder, stamp } = await releaseOf(undefined);
    say(`${folder} holds release ${stamp.slice(0, 12)}`);
  },
});

const config = command({
  name: "config",
  words: ["client"],
  options: { release: { type: "string" } },
  usage: "[--release folder]",
  about: "Writes wrangler's configurations, for whoever runs wrangler by hand.",
  async run({ words: [name = ""], values }, around) {
    const { places, wanted } = deploymentOf(readClient(around.folder, name), await releaseOf(values.release), around);
    const files = writeConfigs(places.generated, wanted.configs);
    around.say(`npx wrangler deploy -c ${files.catalogue}\nnpx wrangler deploy -c ${files.headwater}`);
  },
});

const deployCommand = command({
  name: "deploy",
  words: ["client?"],
  options: { ...WHICH, "dry-run": { type: "boolean" } },
  usage: "| --all [--dry-run] [--release folder]",
  about: "Makes what is missing: database, queues, bucket, secrets, migrations, both Workers, domain. Safe to repeat.",
  async run({ words: [name], values }, around) {
    const clients = chosen(around, name, values.all);
    const release = await releaseOf(values.release);
    const failed: string[] = [];
    for (const client of clients) {
      around.say(client.name);
      try {
        if (values["dry-run"] === true) await showPlan(client, release, around);
        else await deployOne(client, release, around);
      } catch (error) {
        // The others are no worse for it.
        if (!(error instanceof Failure) || clients.length === 1) throw error;
        failed.push(client.name);
        around.say(`  ${error.message}`);
      }
    }
    if (failed.length > 0)
      throw new Failure(`It did not work for ${failed.join(", ")}. Deploy again: it goes on from there.`);
  },
});

async function showPlan(client: Client, release: Release, around: Surroundings): Promise<void> {
  const steps = await stepsOf(deploymentOf(client, release, around));
  for (const [index, step] of steps.entries()) around.say(`  ${index + 1}/${steps.length}  ${inWords(step)}`);
  around.say(steps.length === 0 ? "  nothing to do" : "  nothing was done: this is the plan");
}

async function deployOne(client: Client, release: Release, around: Surroundings): Promise<void> {
  const { url, key, did } = await deploy(client, release, around);
  if (did === 0) return around.say("  nothing to do");
  around.say(`\n${key === null ? url : snippet(url, key)}\n`);
}

export const deployCommands = [build, config, deployCommand];
