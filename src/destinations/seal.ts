const utf8 = new TextEncoder();
const NONCE_BYTES = 12;

/** Credentials that can't be opened; the message says why, and nothing of them. */
export class Unopenable extends Error {}

interface Key {
  /** First 8 bytes of the key's SHA-256, in hex: says which key a text was sealed with and tells nothing else of it. */
  id: string;
  key: CryptoKey;
}

/**
 * The keys of CREDENTIALS_KEY: 32 bytes each in base64, the newest first, separated by commas. Throws `Unopenable` where one is no key.
 */
export async function readKeys(secret: string | undefined): Promise<Key[]> {
  const texts = (secret ?? "").split(",").map((text) => text.trim());
  return Promise.all(
    texts.map(async (text) => {
      const bytes = bytesOf(text);
      if (bytes?.length !== 32) {
        throw new Unopenable("CREDENTIALS_KEY is not 32 bytes in base64 (docs/destinations.md).");
      }
      const id = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).slice(0, 8).toHex();
      return { id, key: await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]) };
    }),
  );
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Seals a text with the newest key (AES-256-GCM, a new random nonce each time): `v1.<key id>.<nonce>.<sealed>`. `owner` is
 * bound into it, so a sealed text copied to another owner's row does not open.
 */
export async function seal(keys: readonly Key[], owner: string, text: string): Promise<string> {
  const [newest] = keys;
  if (!newest) throw new Error("there is no key to seal with");
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt(algorithm(nonce, owner), newest.key, utf8.encode(text));
  return ["v1", newest.id, nonce.toHex(), new Uint8Array(sealed).toBase64()].join(".");
}

/** Opens a sealed text with whichever key it was sealed with. Throws `Unopenable` where that key is gone or the text was changed. */
export async function unseal(keys: readonly Key[], owner: string, sealed: string): Promise<string> {
  const [version, keyId, nonce, body] = sealed.split(".");
  if (version !== "v1" || nonce === undefined || body === undefined) throw new Unopenable("This is no sealed text.");
  const found = keys.find(({ id }) => id === keyId);
  if (!found) throw new Unopenable(`The key ${keyId} that they were sealed with is not in CREDENTIALS_KEY any more.`);
  try {
    const open = await crypto.subtle.decrypt(
      algorithm(Uint8Array.fromHex(nonce), owner),
      found.key,
      Uint8Array.fromBase64(body),
    );
    return new TextDecoder().decode(open);
  } catch (cause) {
    throw new Unopenable("They were changed, or sealed for another connection.", { cause });
  }
}

const algorithm = (nonce: Uint8Array<ArrayBuffer>, owner: string) => ({
  name: "AES-GCM",
  iv: nonce,
  additionalData: utf8.encode(owner),
});
