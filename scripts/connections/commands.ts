import { catalogueCommands } from "./catalogue-commands.ts";
import type { Command, Written } from "./command.ts";
import { connectionCommands, deleteCommand } from "./connection-commands.ts";
import { deliveryCommands } from "./delivery-commands.ts";
import { Misuse } from "./failure.ts";
import { replayCommands } from "./replay-commands.ts";
import { saveCommands } from "./save-commands.ts";
import { switchCommands } from "./switch-commands.ts";
import { trialCommands } from "./trial-commands.ts";

/** All commands, in the order somebody needs them. */
export const COMMANDS: readonly Command[] = [
  ...catalogueCommands,
  ...connectionCommands,
  ...saveCommands,
  ...switchCommands,
  deleteCommand,
  ...trialCommands,
  ...deliveryCommands,
  ...replayCommands,
];

/** What is printed for `--help`, and where no command is named. */
export const HELP = [
  "npm run connections -- <command>",
  ...COMMANDS.map(({ usage, about }) => `  ${usage}\n      ${about}`),
  "--json prints what the API answers (npm run --silent keeps npm's own lines out); <command> --help explains one.",
  "Secrets are read from HEADWATER_SECRET_<NAME>, such as HEADWATER_SECRET_SIGNING_SECRET for signingSecret, else from standard input.",
  "HEADWATER_URL and HEADWATER_TOKEN name a Headwater; without them it is the one that runs here. Ends with 0; 1: it did not work; 2: not written as it should be.",
].join("\n\n");

/** A command line as a command to run, or as the text that explains it. Throws Misuse. */
export function commandIn([name, ...args]: readonly string[]): { text: string } | Written {
  if (name === "--help" || name === "-h" || name === "help") return { text: HELP };
  if (name === undefined) throw new Misuse(HELP);
  const found = COMMANDS.find((each) => each.name === name);
  if (!found)
    throw new Misuse(`There is no command "${name}". There is ${COMMANDS.map((each) => each.name).join(", ")}.`);
  const written = found.read(args);
  return written.help ? { text: `${found.usage}\n    ${found.about}` } : written;
}
