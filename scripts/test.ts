import { execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { buildCatalogue } from "./build-catalogue.ts";
import { buildDashboard } from "./build-dashboard.ts";
import { buildSdk } from "./build-sdk.ts";

/**
 * npm test: every test. Browsers and servers mostly wait and the rest mostly counts, so the three run side by side; what
 * the browser tests say comes after the rest, a part in one piece, and what failed once more at the end. With arguments it is
 * vitest: npm test -- test/query.
 */
const vitest = join(import.meta.dirname, "../node_modules/vitest/vitest.mjs");

/** A part that has said nothing for so long hangs: workerd now and then doesn't give a file back that killed its objects. */
const SILENT_MS = 4 * 60_000;

interface Ended {
  code: number;
  output: string;
}

function run(args: readonly string[], isShown: boolean): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vitest, "run", ...args], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const give = (text: string) => {
      output += text;
      if (isShown) process.stdout.write(text);
    };
    const hangs = () => {
      give(`\n FAIL  ${args.join(" ")}: nothing was heard for ${SILENT_MS / 60_000} minutes, so it was ended\n`);
      child.kill("SIGKILL");
    };
    let patience = setTimeout(hangs, SILENT_MS);
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => {
        clearTimeout(patience);
        patience = setTimeout(hangs, SILENT_MS);
        give(text);
      });
    child.on("error", reject);
    // Killed by a signal is no success either.
    child.on("close", (code) => {
      clearTimeout(patience);
      resolve({ code: code ?? 1, output });
    });
  });
}

const args = process.argv.slice(2);
if (args.length > 0) process.exit((await run(args, true)).code);
// Once for all that run side by side, so that nobody builds or unpacks under the other's feet.
// In a process of its own: the package sets LD_LIBRARY_PATH.
execFileSync(process.execPath, [join(import.meta.dirname, "../test/support/browser.ts")]);
await buildDashboard();
await buildSdk();
await buildCatalogue();
const outside = ["e2e", "screens"].map((project) => run(["--project", project], false));
// By itself it would take one file at a time on two cores, and most of a file that needs the runtime is its start.
const rest = await run(["--project", "pure", "--project", "runtime", "--maxWorkers", "2"], true);
const parts = [rest];
for (const part of outside) {
  const ended = await part;
  process.stdout.write(ended.output);
  parts.push(ended);
}
const failed = parts.flatMap(({ output }) =>
  stripVTControlCharacters(output)
    .split("\n")
    .filter((line) => /^ *(FAIL|Tests |Test Files )/.test(line)),
);
process.stdout.write(`\n${[...new Set(failed)].join("\n")}\n`);
process.exit(Math.max(...parts.map(({ code }) => code)));
