import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import PostalMime, { type Email } from "postal-mime";

/** Where the mails of `npm run dev` go: workerd can't write files, so it hands them to this. */
export interface MailFolder {
  /** For the Worker's variable MAIL_FOLDER; whoever doesn't know it gets nothing. */
  url: string;
  stop(): void;
}

const MAX_BYTES = 20_000_000;
const NAME = /^[0-9a-f]{32}\.eml$/;

/**
 * Takes mails as `PUT <url>/<id>.eml`, each a file in `folder`, and shows them: `GET <url>/` lists them, `GET <url>/<id>.eml`
 * is one, read back from what was written. Only this machine is listened to.
 */
export async function openMailFolder(folder: string): Promise<MailFolder> {
  mkdirSync(folder, { recursive: true });
  const secret = randomBytes(16).toString("hex");
  const server = createServer((request, response) => {
    answer(folder, secret, request).then(
      (body) => send(response, body === null ? 404 : 200, body ?? {}),
      (error: unknown) => send(response, 500, { error: String(error) }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the mail folder has no port");
  return { url: `http://127.0.0.1:${address.port}/${secret}`, stop: () => void server.close() };
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

async function answer(folder: string, secret: string, request: IncomingMessage): Promise<object | null> {
  const [, given, name = "", ...more] = (request.url ?? "").split("/");
  if (given !== secret || more.length > 0) return null;
  if (request.method === "GET" && name === "") return list(folder);
  if (!NAME.test(name)) return null;
  if (request.method === "PUT") return keep(join(folder, name), name, await bytesOf(request));
  return request.method === "GET" ? open(folder, name) : null;
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MAX_BYTES) throw new Error("the mail is too large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** A mail that comes again is the same one: the first stays. */
function keep(path: string, name: string, bytes: Buffer): object {
  try {
    writeFileSync(path, bytes, { flag: "wx" });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
  }
  return { id: name.replace(".eml", "") };
}

async function list(folder: string): Promise<object> {
  const names = readdirSync(folder).filter((name) => NAME.test(name));
  const mails = await Promise.all(names.map(async (name) => about(folder, name, await read(folder, name))));
  return { mails: mails.toSorted((a, b) => (a.at < b.at ? 1 : -1)) };
}

const read = (folder: string, name: string): Promise<Email> => PostalMime.parse(readFileSync(join(folder, name)));

const shown = ({ name, address }: { name?: string; address?: string | undefined }): string =>
  name ? `${name} <${address ?? ""}>` : (address ?? "");

const about = (folder: string, name: string, mail: Email) => ({
  id: name.replace(".eml", ""),
  at: statSync(join(folder, name)).mtime.toISOString(),
  from: shown(mail.from ?? {}),
  to: (mail.to ?? []).map(({ address }) => address ?? ""),
  subject: mail.subject ?? "",
});

async function open(folder: string, name: string): Promise<object | null> {
  if (!readdirSync(folder).includes(name)) return null;
  const mail = await read(folder, name);
  const files = mail.attachments.map(({ content, ...rest }) => ({
    ...rest,
    bytes: typeof content === "string" ? Buffer.from(content) : Buffer.from(content as ArrayBuffer),
  }));
  let html = mail.html ?? "";
  for (const { contentId, mimeType, bytes } of files) {
    if (!contentId || !mimeType.startsWith("image/")) continue;
    html = html.replaceAll(
      `cid:${contentId.replace(/^<|>$/g, "")}`,
      `data:${mimeType};base64,${bytes.toString("base64")}`,
    );
  }
  return {
    ...about(folder, name, mail),
    html,
    text: mail.text ?? "",
    headers: mail.headers.map(({ key, value }) => ({ name: key, value })),
    attachments: files.map(({ filename, mimeType, bytes }) => ({
      filename: filename ?? "",
      type: mimeType,
      bytes: bytes.length,
    })),
    raw: readFileSync(join(folder, name), "utf8"),
  };
}
