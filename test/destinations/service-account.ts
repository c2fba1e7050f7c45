/** A service account's JSON key as Google gives it, with a new key pair. */
export async function serviceAccount(): Promise<string> {
  return JSON.stringify((await serviceAccountWithKey()).account);
}

export async function serviceAccountWithKey() {
  const { privateKey, publicKey } = (await crypto.subtle.generateKey(
    { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]), hash: "SHA-256" },
    true,
    ["sign", "verify"],
  )) as CryptoKeyPair;
  const der = new Uint8Array((await crypto.subtle.exportKey("pkcs8", privateKey)) as ArrayBuffer);
  const base64 = btoa(Array.from(der, (byte) => String.fromCodePoint(byte)).join(""));
  const lines = base64.match(/.{1,64}/g) ?? [];
  const account = {
    type: "service_account",
    project_id: "shop-1234",
    private_key_id: "0123456789abcdef",
    private_key: `-----BEGIN PRIVATE KEY-----\n${lines.join("\n")}\n-----END PRIVATE KEY-----\n`,
    client_email: "headwater@shop-1234.iam.gserviceaccount.com",
    token_uri: "https://oauth2.googleapis.com/token",
  };
  return { account, publicKey };
}
