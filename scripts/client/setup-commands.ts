import { relative } from "node:path";
import { lastStarted, readAddress } from "../address-file.ts";
import { type Api, apiAt } from "../connections/api.ts";
import { Failure, Misuse } from "../connections/failure.ts";
import { ClientName, readClient } from "./client-file.ts";
import { readSecrets } from "./client-secrets.ts";
import { cloudflareAt, cloudflareOf } from "./cloudflare.ts";
import { command } from "./command.ts";
import type { Surroundings } from "./deploy.ts";
import { placesOf } from "./folder.ts";
import { urlOf } from "./live.ts";
import { apply } from "./setup/apply.ts";
import { pull } from "./setup/pull.ts";
import { readSetup } from "./setup/setup-file.ts";
import { textOf, writeWhole } from "./whole-file.ts";

const WHERE = { url: { type: "string" } } as const;

/**
 * The admin API of a client's deployment, or of the one at `--url`. The token is HEADWATER_TOKEN, else what this machine
 * keeps of the client, or of the Headwater that `npm run dev` started last. Never a word of the command: those are shown to
 * every program of the machine.
 */
async function apiOf(name: string, given: string | undefined, { env, folder }: Surroundings): Promise<Api> {
  // It becomes the name of a file.
  const fault = ClientName.safeParse(name).error?.issues[0]?.message;
  if (fault !== undefined) throw new Misuse(fault);
  const ownToken = env["HEADWATER_TOKEN"];
  if (given !== undefined) {
    const origin = URL.parse(given)?.origin;
    if (!origin?.startsWith("http")) throw new Misuse("--url is no address; it should look like https://t.acme.com");
    const here = readAddress(lastStarted);
    const token = ownToken ?? (here?.url === origin ? here.adminToken : undefined);
    if (!token) throw new Failure(`Set HEADWATER_TOKEN to an admin token of ${origin}.`);
    return apiAt({ url: origin, token });
  }
  const client = readClient(folder, name);
  const places = placesOf(folder, name);
  const token = ownToken ?? readSecrets(places.secrets)?.adminToken;
  if (!token) throw new Failure(`${places.secrets} is not there. Set HEADWATER_TOKEN to an admin token of ${name}.`);
  // Only a deployment without a domain has to be asked for where it is.
  const api = client.domain === undefined ? cloudflareAt(cloudflareOf(env), client.account) : null;
  return apiAt({ url: await urlOf(api, client, env), token });
}

const pullCommand = command({
  name: "pull",
  words: ["client"],
  options: { ...WHERE, force: { type: "boolean" } },
  usage: "[--url http://localhost:8787] [--force]",
  about: "Writes what is set up in a deployment into the client's file; secrets as names of variables.",
  async run({ words: [name = ""], values }, around) {
    const { setup: file } = placesOf(around.folder, name);
    const text = `${JSON.stringify(await pull(await apiOf(name, values.url, around)), null, 2)}\n`;
    const before = textOf(file);
    if (before === text) return around.say("Nothing to do: the file says so already.");
    if (before !== null && values.force !== true)
      throw new Failure(`${file} says something else. See what with apply --dry-run, or write over it with --force.`);
    writeWhole(file, text);
    around.say(`Wrote ${relative(process.cwd(), file)}`);
  },
});

const applyCommand = command({
  name: "apply",
  words: ["client"],
  options: {
    ...WHERE,
    "dry-run": { type: "boolean" },
    prune: { type: "boolean" },
    secrets: { type: "boolean" },
  },
  usage: "[--dry-run] [--prune] [--secrets] [--url http://localhost:8787]",
  about: "Makes a deployment as the client's file says: sources, destinations, audiences, reports, automations.",
  async run({ words: [name = ""], values }, around) {
    const { setup: file } = placesOf(around.folder, name);
    const text = textOf(file);
    if (text === null)
      throw new Failure(`${file} is not there. Begin with what is set up: npm run client -- pull ${name}`);
    const isDryRun = values["dry-run"] === true;
    const setup = readSetup(file, text);
    const applying = {
      api: await apiOf(name, values.url, around),
      env: around.env,
      say: around.say,
      isDryRun,
      isPruning: values.prune === true,
      resendSecrets: values.secrets === true,
    };
    // Looked through before anything is changed: a fault at the end of the file must not leave half of it done.
    if (!isDryRun) await apply(setup, { ...applying, isDryRun: true, say: () => {} });
    const did = await apply(setup, applying);
    if (did === 0) around.say("  nothing to do");
    else around.say(isDryRun ? `  nothing was done: ${did} to be changed` : `  ${did} changed`);
  },
});

export const setupCommands = [pullCommand, applyCommand];
