import { Misuse } from "../connections/failure.ts";
import type { Command } from "./command.ts";
import { create } from "./create-command.ts";
import type { Surroundings } from "./deploy.ts";
import { deployCommands } from "./deploy-commands.ts";
import { runCommands } from "./run-commands.ts";
import { setupCommands } from "./setup-commands.ts";

/** All commands, in the order somebody needs them. */
const COMMANDS: readonly Command[] = [create, ...deployCommands, ...setupCommands, ...runCommands];

export const HELP = [
  "npm run client -- <command>: one deployment a client (docs/clients.md)",
  ...COMMANDS.map(({ usage, about }) => `  ${usage}\n      ${about}`),
  "CLOUDFLARE_API_TOKEN opens the accounts. Ends with 0; 1: it did not work; 2: not written as it should be.",
].join("\n\n");

/** Runs a command line to its end. Throws Misuse and Failure. */
export async function runCommand([name, ...args]: readonly string[], around: Surroundings): Promise<void> {
  if (name === "--help" || name === "-h" || name === "help") return around.say(HELP);
  if (name === undefined) throw new Misuse(HELP);
  const found = COMMANDS.find((each) => each.name === name);
  if (!found)
    throw new Misuse(`There is no command "${name}". There is ${COMMANDS.map((each) => each.name).join(", ")}.`);
  if (args.includes("--help") || args.includes("-h")) return around.say(`${found.usage}\n    ${found.about}`);
  await found.run(args, around);
}
