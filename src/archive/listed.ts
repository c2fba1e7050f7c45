/** Every file of ours in the bucket, whether it is part of the archive or not: a request for a thousand. */
export async function* listed(bucket: R2Bucket): AsyncGenerator<R2Object> {
  for (const prefix of ["events/", "facts/"]) {
    let cursor: string | undefined;
    do {
      const page: R2Objects = await bucket.list({ prefix, ...(cursor === undefined ? {} : { cursor }) });
      yield* page.objects;
      cursor = page.truncated ? page.cursor : undefined;
    } while (cursor !== undefined);
  }
}
