import { spawn } from "node:child_process";
import { join } from "node:path";

/**
 * npm test: every test. Browsers and servers mostly wait and the rest mostly counts, so the two run side by side; what
 * the browser tests say comes in one piece, after the rest. With arguments it is vitest: npm test -- test/query.
 */
const vitest = join(import.meta.dirname, "../node_modules/vitest/vitest.mjs");

interface Ended {
  code: number;
  output: string;
}

function run(args: readonly string[], isShown: boolean): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [vitest, "run", ...args], {
      stdio: ["ignore", isShown ? "inherit" : "pipe", isShown ? "inherit" : "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.on("error", reject);
    // Killed by a signal is no success either.
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

const args = process.argv.slice(2);
if (args.length > 0) process.exit((await run(args, true)).code);
const browsers = run(["--project", "e2e"], false);
const rest = await run(["--project", "pure", "--project", "runtime"], true);
const { code, output } = await browsers;
process.stdout.write(output);
process.exit(Math.max(rest.code, code));
