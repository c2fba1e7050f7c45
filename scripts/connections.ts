import { lastStarted, readAddress } from "./address-file.ts";
import { apiAt } from "./connections/api.ts";
import { commandIn } from "./connections/commands.ts";
import { Failure } from "./connections/failure.ts";
import { placeOf } from "./connections/place.ts";
import { printable, printableJson } from "./connections/printable.ts";
import { readSecrets } from "./connections/secrets.ts";

/**
 * npm run connections -- <command>: destinations from the command line, over the admin API of the Headwater that
 * HEADWATER_URL and HEADWATER_TOKEN name, else of the one that `npm run dev` started last. `-- --help` has the commands.
 */
const { env, stdin, stdout, stderr } = process;

// Whoever reads has seen enough, such as `head`.
stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  const written = commandIn(process.argv.slice(2));
  if ("text" in written) console.log(written.text);
  else {
    const outcome = await written.run({
      api: apiAt(placeOf(env, () => readAddress(lastStarted))),
      // Some terminals say 0.
      width: stdout.columns || Infinity,
      secrets: (names) => readSecrets(names, { env, stdin, prompt: (words) => void stderr.write(words) }),
    });
    console.log(written.json ? printableJson(outcome.answer) : printable(outcome.text));
    if (outcome.isBad === true) process.exitCode = 1;
  }
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(printable(error.message));
  process.exitCode = error.exitCode;
}
