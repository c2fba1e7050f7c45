import { Failure } from "./connections/failure.ts";
import { printable } from "./connections/printable.ts";
import { runCommand } from "./client/commands.ts";
import { clientsFolder } from "./client/folder.ts";

/**
 * npm run client -- <command>: Headwater once for each client of an agency. `-- --help` has the commands.
 */
const { env } = process;

try {
  await runCommand(process.argv.slice(2), {
    env,
    folder: clientsFolder(env),
    say: (line) => console.log(printable(line)),
    waitMs: Number(env["HEADWATER_WAIT_SECONDS"] ?? 600) * 1_000,
  });
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(printable(error.message));
  process.exitCode = error.exitCode;
}
