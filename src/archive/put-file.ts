/**
 * Writes a file, or the same one again. When this returns it is whole: R2 has checked the digest of what it keeps and
 * says its size. Throws where that is not so.
 */
export async function putFile(bucket: R2Bucket, name: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const sha256 = await crypto.subtle.digest("SHA-256", body);
  const put = await bucket.put(name, body, { sha256, httpMetadata: { contentType: "application/gzip" } });
  if (put === null || put.size !== body.length) throw new Error(`R2 has not kept the whole of ${name}`);
}
