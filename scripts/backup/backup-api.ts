import * as z from "zod";
import { ArchivedName, CellJson, DumpPartJson, ObjectNameJson, RowsJson } from "#backup/manifest.ts";

/** The admin API as backups call it; throws where the answer is no success. */
export type Ask = (method: Method, path: string, body?: unknown) => Promise<unknown>;

/** The same for what is bytes; without `body` it is asked for them. */
export type AskBytes = (path: string, body?: Uint8Array<ArrayBuffer>) => Promise<Uint8Array<ArrayBuffer>>;

type Method = "GET" | "POST" | "PUT" | "DELETE";

export const Begun = z.object({
  uid: z.string(),
  through: z.number(),
  migrations: z.array(z.string()),
  numbers: z.record(z.string(), z.number()),
  tables: z.array(
    z.object({ name: z.string(), columns: z.array(z.string()), rows: z.number(), all: RowsJson.nullable() }),
  ),
  objects: z.array(ObjectNameJson),
  archived: z.array(ArchivedName),
});

export const TablePage = z.object({ rows: RowsJson, next: z.array(CellJson).nullable() });

export const ObjectPage = z.object({
  part: DumpPartJson,
  next: z.object({ table: z.string(), key: z.array(CellJson) }).nullable(),
  state: z.string(),
});

export const RestoreBegun = z.object({ uid: z.string(), late: z.array(z.string()), newer: z.array(z.string()) });

/** Tries of a call that was not answered, or answered with "later". */
const TRIES = 5;

/** Calls a deployment. What it asks for may all be asked twice. */
export function callsOf(url: string, token: string): { ask: Ask; bytes: AskBytes } {
  const call = async (
    method: Method,
    path: string,
    body: string | Uint8Array<ArrayBuffer> | null,
  ): Promise<Response> => {
    for (let attempt = 1; ; attempt += 1) {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      const answer = await fetch(new URL(path, url), { method, headers, body }).catch((error: unknown) => {
        if (attempt >= TRIES) throw new Error(`${url} does not answer`, { cause: error });
        return null;
      });
      if (answer?.ok === true) return answer;
      const text = (await answer?.text()) ?? "";
      const isLater = answer === null || answer.status >= 500 || answer.status === 429;
      if (!isLater || attempt >= TRIES) throw new Error(`${path} answered ${answer?.status ?? "nothing"}: ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt));
    }
  };
  return {
    ask: async (method, path, body) =>
      (await call(method, path, body === undefined ? null : JSON.stringify(body))).json(),
    bytes: async (path, body) =>
      new Uint8Array(await (await call(body ? "PUT" : "GET", path, body ?? null)).arrayBuffer()),
  };
}
