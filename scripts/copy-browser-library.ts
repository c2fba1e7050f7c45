import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const from = join(root, "node_modules/@segment/analytics-next/dist/umd");
const to = join(root, "public/analytics-next");

/** The browser build and the chunks it loads on demand; neither source maps nor `index.js`, which is for bundlers. */
const isServed = (file: string) => file === "standalone.js" || /\.bundle\.[0-9a-f]+\.js$/.test(file);

/**
 * Makes public/analytics-next/, where the Worker serves it from, hold the installed version of the browser library and
 * nothing else. Files that are right already stay untouched: `wrangler dev` restarts at every change there, and the
 * local queue would lose what it holds.
 */
export function copyBrowserLibrary(): string[] {
  const files = readdirSync(from).filter(isServed);
  mkdirSync(to, { recursive: true });
  for (const file of readdirSync(to)) if (!files.includes(file)) rmSync(join(to, file));
  for (const file of files) {
    const [source, copy] = [join(from, file), join(to, file)];
    if (!existsSync(copy) || !readFileSync(copy).equals(readFileSync(source))) copyFileSync(source, copy);
  }
  return files;
}

if (import.meta.main) console.log(`public/analytics-next: ${copyBrowserLibrary().length} files`);
