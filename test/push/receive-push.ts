import { base64Url, fromBase64, utf8 } from "#core/encoding.ts";

/** The other end of Web Push, written from RFC 8291 and RFC 8188 alone: what a browser does with what it gets. */
export interface Browser {
  /** As `PushSubscription.toJSON()` gives them. */
  keys: { p256dh: string; auth: string };
  read(message: Uint8Array<ArrayBuffer>): Promise<string>;
}

export const bytes = (text: string): Uint8Array<ArrayBuffer> => {
  const read = fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
  if (!read) throw new Error("this is not base64");
  return read;
};

const ECDH = { name: "ECDH", namedCurve: "P-256" };

async function hkdf(
  salt: Uint8Array<ArrayBuffer>,
  secret: BufferSource,
  info: Uint8Array<ArrayBuffer>,
  length: number,
) {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, length * 8));
}

const joined = (...parts: Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(parts.flatMap((part) => [...part]));

/** A browser with these keys (base64url). */
export async function browserWith(publicKey: string, privateKey: string, auth: string): Promise<Browser> {
  const point = bytes(publicKey);
  const [x, y] = [base64Url(point.slice(1, 33)), base64Url(point.slice(33))];
  const jwk = { kty: "EC", crv: "P-256", x, y, d: privateKey };
  const own = await crypto.subtle.importKey("jwk", jwk, ECDH, false, ["deriveBits"]);
  return {
    keys: { p256dh: publicKey, auth },
    async read(message) {
      const [salt, size] = [message.slice(0, 16), new DataView(message.buffer).getUint32(16)];
      const length = message[20] ?? 0;
      const sender = message.slice(21, 21 + length);
      const body = message.slice(21 + length);
      if (body.length > size) throw new Error("this is more than one record");
      const theirs = await crypto.subtle.importKey("raw", sender, ECDH, false, []);
      // The runtime's types have `$public`; the runtime itself takes what every other takes.
      const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs } as never, own, 256);
      const ikm = await hkdf(bytes(auth), shared, joined(utf8("WebPush: info\0"), point, sender), 32);
      const key = await hkdf(salt, ikm, utf8("Content-Encoding: aes128gcm\0"), 16);
      const iv = await hkdf(salt, ikm, utf8("Content-Encoding: nonce\0"), 12);
      const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
      const padded = new Uint8Array(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, aes, body));
      const end = padded.lastIndexOf(2);
      return new TextDecoder().decode(padded.slice(0, end));
    },
  };
}

/** A browser of its own. */
export async function someBrowser(): Promise<Browser> {
  const pair = (await crypto.subtle.generateKey(ECDH, true, ["deriveBits"])) as CryptoKeyPair;
  const point = base64Url(new Uint8Array((await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer));
  const { d = "" } = (await crypto.subtle.exportKey("jwk", pair.privateKey)) as JsonWebKey;
  return browserWith(point, d, base64Url(crypto.getRandomValues(new Uint8Array(16))));
}
