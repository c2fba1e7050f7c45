import { listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { gunzipSync } from "node:zlib";
import { env } from "./world.ts";

/** Names in a statement; from the database itself, never from a test's input. */
const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** Every row of every table of the database as text, packs unpacked; by table. */
export async function everythingInD1(): Promise<Map<string, string>> {
  const { results: tables } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
  ).all<{ name: string }>();
  const found = new Map<string, string>();
  for (const { name } of tables) {
    const { results } = await env.DB.prepare(`SELECT * FROM ${quoted(name)}`).all();
    const rows = results.map((row) => {
      const body = row["body"];
      const packed = Array.isArray(body) && body.length > 0 ? gunzipSync(new Uint8Array(body as number[])) : null;
      return JSON.stringify({ ...row, ...(packed && { body: new TextDecoder().decode(packed) }) });
    });
    found.set(name, rows.join("\n"));
  }
  return found;
}

/** Every row of every table and every key of all Durable Objects as text; by class and object. */
export async function everythingInObjects(): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const namespaces: Record<string, DurableObjectNamespace> = {
    AUDIENCES: env.AUDIENCES,
    IDENTITY: env.IDENTITY,
    LISTS: env.LISTS,
    LIVE: env.LIVE,
    MESSENGER: env.MESSENGER,
    SENDER: env.SENDER,
  };
  for (const [name, namespace] of Object.entries(namespaces)) {
    for (const id of await listDurableObjectIds(namespace)) {
      const text = await runInDurableObject(namespace.get(id), (_, { storage }) => {
        const tables = storage.sql
          .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '_cf_%'")
          .toArray();
        const rows = tables.flatMap((table) =>
          storage.sql
            .exec(`SELECT * FROM ${quoted(table.name)}`)
            .toArray()
            .map((row) => JSON.stringify(row)),
        );
        return [...rows, ...[...storage.kv.list()].map((entry) => JSON.stringify(entry))].join("\n");
      });
      found.set(`${name} ${id.toString()}`, text);
    }
  }
  return found;
}

/** Where these words are still found; empty: nowhere. `but` are places that may have them. */
export async function placesOf(words: readonly string[], but: readonly string[] = []): Promise<string[]> {
  const everything = [...(await everythingInD1()), ...(await everythingInObjects())];
  return everything
    .filter(([place]) => !but.includes(place))
    .flatMap(([place, text]) =>
      words.filter((word) => text.includes(word)).map((word) => `${word} in ${place}: ${text.slice(0, 500)}`),
    );
}
