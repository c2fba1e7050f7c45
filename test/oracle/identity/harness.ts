import { fileURLToPath } from "node:url";
import { createTestHarness, unstable_readConfig as readConfig } from "wrangler";
import * as z from "zod";
import type { Schedule } from "./schedule.ts";
import type { Observed } from "./worker/run.ts";

export const root = fileURLToPath(new URL("../../..", import.meta.url).href);

/** A copy of the product to run schedules in. */
export interface Variant {
  /** Letters, digits and dashes. */
  name: string;
  /** Where its src and test/oracle are. */
  root: string;
}

export interface Oracle {
  /** Runs a schedule in one of the variants. One at a time in each: they share its databases. */
  run(variant: string, schedule: Schedule): Promise<Observed>;
  stop(): Promise<void>;
}

/** One workerd with a Worker for each variant; each has its own objects and two databases. */
export async function startOracle(variants: readonly Variant[]): Promise<Oracle> {
  // No look-up of a sample request.cf on the internet, and no log file in the user's home.
  process.env["CLOUDFLARE_CF_FETCH_ENABLED"] = "false";
  process.env["WRANGLER_WRITE_LOGS"] = "false";
  const settings: unknown = readConfig({ config: `${root}wrangler.toml` });
  const { compatibility_date } = z.object({ compatibility_date: z.string() }).parse(settings);
  const harness = createTestHarness({
    root,
    workers: variants.map((variant) => ({
      config: {
        name: variant.name,
        main: `${variant.root}test/oracle/identity/worker/worker.ts`,
        compatibility_date,
        send_metrics: false,
        d1_databases: ["A", "B"].map((binding) => ({
          binding,
          database_name: `${variant.name}-${binding}`,
          database_id: `${variant.name}-${binding}`,
          migrations_dir: `${root}migrations`,
        })),
        durable_objects: { bindings: [{ name: "IDENTITY", class_name: "Identity" }] },
        migrations: [{ tag: "v1", new_sqlite_classes: ["Identity"] }],
      },
    })),
  });
  await harness.listen();
  for (const { name } of variants) {
    const worker = harness.getWorker(name);
    await worker.applyD1Migrations("A");
    await worker.applyD1Migrations("B");
  }
  return {
    async run(variant, schedule) {
      const body = JSON.stringify(schedule);
      const response = await harness.getWorker(variant).fetch("/", { method: "POST", body });
      if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
      // Made by our own Worker.
      return (await response.json()) as Observed;
    },
    stop: () => harness.close(),
  };
}
