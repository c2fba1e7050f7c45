import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Manifest } from "vite";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** kB as they travel: gzip -9 of JavaScript and CSS. */
const FIRST_VIEW_KB = 230;
const LAZY_SCREEN_KB = 40;

let folder = "";
let manifest: Manifest = {};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "headwater-size-"));
  // In a process of its own: a build for production changes the environment.
  execFileSync(process.execPath, [join(import.meta.dirname, "../../scripts/build-dashboard.ts"), folder]);
  manifest = JSON.parse(readFileSync(join(folder, "app/manifest.json"), "utf8")) as Manifest;
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The files that a chunk needs before it can run: its own, and those of all that it imports. */
function filesOf(name: string, seen = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (!chunk || seen.has(chunk.file)) return seen;
  for (const file of [chunk.file, ...(chunk.css ?? [])]) seen.add(file);
  for (const imported of chunk.imports ?? []) filesOf(imported, seen);
  return seen;
}

const kilobytes = (files: Iterable<string>): number =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(join(folder, file)), { level: 9 }).length, 0) / 1_000;

const screens = (): string[] => Object.keys(manifest).filter((name) => /^screens\/\w+\/\w+\.tsx$/.test(name));

describe("what a visitor of the dashboard loads", () => {
  test(`the first view is at most ${FIRST_VIEW_KB} kB`, () => {
    const files = new Set([...filesOf("index.html"), ...filesOf("screens/home/home.tsx")]);
    expect(files.size).toBeGreaterThan(3);
    const size = kilobytes(files);
    console.log(`first view: ${size.toFixed(1)} kB`);
    expect(size).toBeLessThanOrEqual(FIRST_VIEW_KB);
  });

  test(`each other screen, and each part that several share, is at most ${LAZY_SCREEN_KB} kB`, () => {
    const first = new Set([...filesOf("index.html"), ...filesOf("screens/home/home.tsx")]);
    expect(screens().length).toBeGreaterThanOrEqual(10);
    // What several screens share, such as charts and pickers, is loaded once and counted apart.
    const users = new Map<string, number>();
    for (const screen of screens()) for (const file of filesOf(screen)) users.set(file, (users.get(file) ?? 0) + 1);
    const own = screens().map((screen) => {
      const files = [...filesOf(screen)].filter((file) => !first.has(file));
      return {
        screen,
        own: kilobytes(files.filter((file) => users.get(file) === 1)),
        shared: kilobytes(files.filter((file) => users.get(file) !== 1)),
      };
    });
    for (const one of own)
      console.log(`${one.screen}: ${one.own.toFixed(1)} kB, and ${one.shared.toFixed(1)} kB shared`);
    for (const one of own) expect(one.own, one.screen).toBeLessThanOrEqual(LAZY_SCREEN_KB);
    for (const file of users.keys())
      if (!first.has(file)) expect(kilobytes([file]), file).toBeLessThanOrEqual(LAZY_SCREEN_KB);
  });
});
