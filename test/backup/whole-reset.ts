import { listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { quoted } from "#core/table-shape.ts";
import { ending, isCrash } from "../support/crash.ts";
import { env } from "../support/world.ts";

/** As a deployment is that was just created: empty tables, no objects. */
export async function wholeReset(): Promise<void> {
  await env.DB.prepare("UPDATE holds SET until = 0").run();
  const all: DurableObjectNamespace[] = [env.AUDIENCES, env.IDENTITY, env.LISTS, env.LIVE, env.MESSENGER, env.SENDER];
  for (const namespace of all) {
    for (const id of await listDurableObjectIds(namespace)) {
      const inside = (work: (state: DurableObjectState) => Promise<unknown>) =>
        runInDurableObject(namespace.get(id), (_, state) => work(state));
      await inside(async ({ storage }) => {
        await storage.deleteAlarm();
        await storage.deleteAll();
      });
      await inside(async (state) => ending(state)()).catch((error: unknown) => {
        if (!isCrash(error)) throw error;
      });
    }
  }
  const { objects } = await env.ARCHIVE.list();
  await env.ARCHIVE.delete(objects.map(({ key }) => key));
  const { results } = await env.DB.prepare(
    `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'
       AND name <> 'd1_migrations' ORDER BY rowid DESC`,
  ).all<{ name: string }>();
  await env.DB.batch([
    ...results.map(({ name }) => env.DB.prepare(`DELETE FROM ${quoted(name)}`)),
    ...results.map(({ name }) => env.DB.prepare(`DELETE FROM ${quoted(name)}`)),
    env.DB.prepare("DELETE FROM sqlite_sequence"),
  ]);
}
