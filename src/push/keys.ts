import { base64Url } from "#core/encoding.ts";
import type { PushHouse } from "#push/house.ts";

/** This deployment's key pair (VAPID, RFC 8292), as the library takes it. */
export interface VapidKeys {
  /** Uncompressed point, base64url: what a site subscribes with. */
  publicKey: string;
  /** The scalar, base64url. */
  privateKey: string;
}

const OWNER = "push";

const rowOf = (db: D1Database) =>
  db
    .prepare("SELECT public_key AS publicKey, private_key AS privateKey FROM push_keys WHERE id = 1")
    .first<VapidKeys>();

/** The public key; the pair is made the first time it is asked for, and stays: subscriptions are bound to it. */
export async function vapidPublicKey(house: Pick<PushHouse, "db" | "seal" | "clock">): Promise<string> {
  const row = await rowOf(house.db);
  if (row) return row.publicKey;
  const made = await makeKeys();
  await house.db
    .prepare("INSERT OR IGNORE INTO push_keys (id, public_key, private_key, created_at) VALUES (1, ?1, ?2, ?3)")
    .bind(made.publicKey, await house.seal(OWNER, made.privateKey), house.clock())
    .run();
  // Another request may have been first.
  return (await rowOf(house.db))?.publicKey ?? made.publicKey;
}

/** Both halves; null where there are none yet or the private one can't be opened any more. */
export async function openVapidKeys({ db, unseal }: Pick<PushHouse, "db" | "unseal">): Promise<VapidKeys | null> {
  const row = await rowOf(db);
  const privateKey = row && (await unseal(OWNER, row.privateKey));
  return row && privateKey !== null ? { publicKey: row.publicKey, privateKey } : null;
}

async function makeKeys(): Promise<VapidKeys> {
  const pair = (await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const point = (await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer;
  const { d } = (await crypto.subtle.exportKey("jwk", pair.privateKey)) as JsonWebKey;
  if (d === undefined) throw new Error("the runtime exported no private key");
  return { publicKey: base64Url(new Uint8Array(point)), privateKey: d };
}
