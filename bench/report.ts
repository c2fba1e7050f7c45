import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus, loadavg, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { shown } from "./numbers.ts";

export const resultsDirectory = fileURLToPath(new URL("results", import.meta.url));

/** A Markdown table, padded so that it reads as well in a terminal. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? "").length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...body.map(line)].join("\n");
}

export interface Target {
  what: string;
  value: number;
  /** The value must be at most, or at least, this much. */
  limit: number;
  bound: "≤" | "≥";
  unit?: string;
}

/** Targets beside what was measured. They inform and never fail the run: a busy machine is no reason to stop work. */
export function targetTable(targets: readonly Target[]): string {
  const rows = targets.map(({ what, value, limit, bound, unit = "" }) => {
    const met = bound === "≤" ? value <= limit : value >= limit;
    return [
      what,
      `${shown(value)}${unit}`,
      `${bound} ${limit}${unit}`,
      Number.isNaN(value) ? "not measured" : met ? "✓" : "✗",
    ];
  });
  return table([["target", "measured", "wanted", ""], ...rows]);
}

const commit = (): string => {
  const run = (...args: string[]) =>
    execFileSync("git", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  return `${run("rev-parse", "--short", "HEAD")}${run("status", "--porcelain") === "" ? "" : " with changes"}`;
};

/** Where and when: figures mean little without it. */
export function machine(): string {
  const { version } = z.object({ version: z.string() }).parse(createRequire(import.meta.url)("workerd/package.json"));
  const model = cpus()[0]?.model ?? "unknown processor";
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0]?.toFixed(1);
  return `${new Date().toISOString().slice(0, 16).replace("T", " ")} UTC · ${cpus().length} × ${model}, ${memory} GB, ${process.platform} · load ${load} at the end · Node ${process.versions.node}, workerd ${version} · commit ${commit()}`;
}

/**
 * Prints a result and, where it is one to quote, keeps it as bench/results/<date>-<name>.md; `numbers` are kept beside it
 * for other benchmarks to read.
 */
export function publish(name: string, text: string, numbers: unknown, keep: boolean): void {
  process.stdout.write(`\n${text}\n`);
  if (!keep) return;
  const path = `${resultsDirectory}/${new Date().toISOString().slice(0, 10)}-${name}`;
  mkdirSync(resultsDirectory, { recursive: true });
  writeFileSync(`${path}.md`, text);
  writeFileSync(`${path}.json`, `${JSON.stringify(numbers, null, 2)}\n`);
  process.stdout.write(`Written to ${path}.md\n`);
}
