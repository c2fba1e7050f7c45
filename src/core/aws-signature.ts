import { hex, hmacSha256, sha256, utf8 } from "#core/encoding.ts";

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  region: string;
}

export interface AwsRequest {
  /** As it is named in the credential scope. */
  service: "s3" | "ses";
  method: string;
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: Uint8Array<ArrayBuffer>;
}

/** As AWS encodes paths: everything but letters, digits and -._~; the slash stays. `path` is not encoded yet. */
export const awsPath = (path: string): string =>
  path
    .split("/")
    .map((part) =>
      encodeURIComponent(part).replaceAll(/[!'()*]/g, (character) => `%${hex(utf8(character)).toUpperCase()}`),
    )
    .join("/");

/**
 * The headers of a request to AWS signed by Signature Version 4 (docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html):
 * those given, and x-amz-date, x-amz-content-sha256, authorization. The URL has its path encoded by `awsPath`, and no query;
 * for anything but S3 the path is plain letters, since those services want it encoded twice. `now` is in ms.
 */
export async function signAws(
  request: AwsRequest,
  credentials: AwsCredentials,
  now: number,
): Promise<Record<string, string>> {
  const time = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const day = time.slice(0, 8);
  const digest = hex(await sha256(request.body));
  const headers: Record<string, string> = { ...request.headers, "x-amz-content-sha256": digest, "x-amz-date": time };
  const signed = Object.entries({ ...headers, host: request.url.host })
    .map(([name, value]) => [name.toLowerCase(), value.trim().replaceAll(/ +/g, " ")] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(";");
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join("");
  const canonical = [request.method, request.url.pathname, "", lines, names, digest].join("\n");
  const scope = `${day}/${credentials.region}/${request.service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", time, scope, hex(await sha256(utf8(canonical)))].join("\n");
  let key = utf8(`AWS4${credentials.secretAccessKey}`);
  for (const part of [day, credentials.region, request.service, "aws4_request"]) key = await hmacSha256(key, part);
  const signature = hex(await hmacSha256(key, toSign));
  const credential = `${credentials.accessKeyId}/${scope}`;
  headers["authorization"] =
    `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
  return headers;
}
