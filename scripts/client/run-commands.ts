import { once } from "node:events";
import { createInterface } from "node:readline/promises";
import { Failure, Misuse } from "../connections/failure.ts";
import { onOutput, startWrangler, stopWrangler } from "../wrangler.ts";
import { readClient } from "./client-file.ts";
import { cloudflareOf } from "./cloudflare.ts";
import { command } from "./command.ts";
import { chosen, releaseOf, WHICH } from "./deploy-commands.ts";
import { destroy } from "./destroy.ts";
import { statusOf } from "./status.ts";
import { upgrade } from "./upgrade.ts";
import { workerConfigs } from "./worker-config.ts";

const upgradeCommand = command({
  name: "upgrade",
  words: ["client?"],
  options: { ...WHICH, wave: { type: "string", default: "1,5,25%" } },
  usage: "| --all [--wave 1,5,25%] [--release folder]",
  about: "Brings deployed clients to this release in waves, checks each, and takes a wave back that is not well.",
  async run({ words: [name], values }, around) {
    await upgrade(chosen(around, name, values.all), await releaseOf(values.release), values.wave, around);
  },
});

const status = command({
  name: "status",
  words: ["client?"],
  options: WHICH,
  usage: "| --all [--release folder]",
  about: "What runs, whether it is well, and what deploy would do.",
  async run({ words: [name], values }, around) {
    const clients = chosen(around, name, values.all);
    const release = await releaseOf(values.release);
    const reports = await Promise.all(clients.map((client) => statusOf(client, release, around)));
    for (const { lines } of reports) around.say(lines.join("\n"));
    if (reports.some(({ isWell }) => !isWell)) throw new Failure("Not all is well.");
  },
});

const logs = command({
  name: "logs",
  words: ["client"],
  options: {},
  about: "What a client's Worker writes, as it happens. Ctrl-C ends it.",
  async run({ words: [name = ""] }, { folder, env }) {
    const client = readClient(folder, name);
    // Says what is missing before wrangler asks somebody to sign in.
    cloudflareOf(env);
    const tail = startWrangler(["tail", `headwater-${name}`, "--format", "json"], {
      CLOUDFLARE_ACCOUNT_ID: client.account,
    });
    onOutput(tail, (text) => void process.stdout.write(text));
    let isEnded = false;
    process.on("SIGINT", () => {
      isEnded = true;
      void stopWrangler(tail);
    });
    const [code] = (await once(tail, "close")) as [number | null];
    if (!isEnded && code !== 0) throw new Failure(`wrangler tail ended with ${code ?? "a signal"}.`);
  },
});

const destroyCommand = command({
  name: "destroy",
  words: ["client"],
  options: { yes: { type: "string" }, "without-export": { type: "boolean" }, release: { type: "string" } },
  usage: "[--yes client] [--without-export]",
  about: "Takes all events into a file, then deletes what was made for the client. Asks for its name.",
  async run({ words: [name = ""], values }, around) {
    const client = readClient(around.folder, name);
    const typed = values.yes ?? (await asked(`This deletes everything of ${name}. Type its name: `));
    if (typed !== name) throw new Misuse("That is not its name. Nothing was done.");
    const release = await releaseOf(values.release);
    around.say(name);
    await destroy(client, workerConfigs(release, client), values["without-export"] === true, around);
  },
});

async function asked(question: string): Promise<string> {
  if (!process.stdin.isTTY) throw new Misuse("Nobody is there to be asked: write --yes and the client's name.");
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await lines.question(question)).trim();
  } finally {
    lines.close();
  }
}

export const runCommands = [status, logs, upgradeCommand, destroyCommand];
