import { runWrangler } from "./wrangler.ts";

/**
 * npm run deploy [-- --secrets-file FILE]: this folder's own deployment, as the *Deploy to Cloudflare* button makes it; one a
 * client is `npm run client`. Migrations come before the code that needs them, but for the first time: the database is made
 * by the deploy itself. Options go to `wrangler deploy`.
 */
const migrate = () => runWrangler(["d1", "migrations", "apply", "DB", "--remote"]);
const deploy = () => runWrangler(["deploy", ...process.argv.slice(2)]);

const isMissing = (error: unknown): boolean =>
  error instanceof Error && error.message.includes("Couldn't find a D1 DB");

async function migrated(): Promise<boolean> {
  try {
    await migrate();
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

try {
  const isMigrated = await migrated();
  await deploy();
  if (!isMigrated) await migrate();
  console.log("Deployed and migrated.");
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
