import * as z from "zod";
import { base64Url, fromBase64, hmacSha256, utf8 } from "#core/encoding.ts";

/** Whom a link lets leave, and whose mail it was in. */
export interface Leaving {
  address: string;
  automation: number;
}

const Payload = z.tuple([z.string(), z.number().int()]);

/** The key that links are signed with, made the first time it is asked for. */
export async function unsubscribeKey(db: D1Database): Promise<Uint8Array<ArrayBuffer>> {
  const known = await keyIn(db);
  if (known) return known;
  const fresh = crypto.getRandomValues(new Uint8Array(32));
  await db
    .prepare("INSERT OR IGNORE INTO signing_keys (purpose, key) VALUES ('unsubscribe', ?1)")
    .bind(base64Url(fresh))
    .run();
  // Another request may have been first.
  return (await keyIn(db)) ?? fresh;
}

async function keyIn(db: D1Database): Promise<Uint8Array<ArrayBuffer> | null> {
  const row = await db.prepare("SELECT key FROM signing_keys WHERE purpose = 'unsubscribe'").first<{ key: string }>();
  return row && bytesOf(row.key);
}

/** The same for the same leaving: a mail that is sent again has the same words. */
export async function unsubscribeToken(
  key: Uint8Array<ArrayBuffer>,
  { address, automation }: Leaving,
): Promise<string> {
  const payload = base64Url(utf8(JSON.stringify([address, automation])));
  return `${payload}.${base64Url(await hmacSha256(key, `unsubscribe ${payload}`))}`;
}

/** What a token says, or null where it is not ours. */
export async function readUnsubscribeToken(key: Uint8Array<ArrayBuffer>, token: string): Promise<Leaving | null> {
  const [payload = "", signature = "", ...more] = token.split(".");
  const [given, due] = [bytesOf(signature), await hmacSha256(key, `unsubscribe ${payload}`)];
  if (more.length > 0 || given?.length !== due.length || !crypto.subtle.timingSafeEqual(given, due)) return null;
  const bytes = bytesOf(payload);
  const read = bytes && Payload.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  return read?.success ? { address: read.data[0], automation: read.data[1] } : null;
}

const bytesOf = (text: string) => fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
