import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { AUDIT_ALLOWED } from "./audit-allowed.ts";
import { verdictOf } from "./audit-verdict.ts";

/**
 * npm run audit: known faults of what a deployment is built from. Ends with 0 where there is none that is not allowed
 * (audit-allowed.ts), 1 where there is, and 2 where no registry has answered: that says nothing, either way.
 */
const { stdout, error } = spawnSync("npm", ["audit", "--omit=dev", "--json"], {
  cwd: join(import.meta.dirname, ".."),
  encoding: "utf8",
  timeout: 120_000,
});
const verdict = verdictOf(
  error === undefined ? stdout : error.message,
  AUDIT_ALLOWED,
  new Date().toISOString().slice(0, 10),
);
switch (verdict.kind) {
  case "clean":
    console.log("No known faults.");
    for (const advisory of verdict.allowed) console.log(`Known and allowed: ${advisory}`);
    break;
  case "found":
    for (const finding of verdict.findings) console.error(finding);
    process.exitCode = 1;
    break;
  case "no answer":
    console.error(`The registry did not answer, so nothing is known: ${verdict.reason}`);
    process.exitCode = 2;
}
