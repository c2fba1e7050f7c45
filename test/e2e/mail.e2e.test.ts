import { expect, inject, test } from "vitest";
import type { Address } from "../../scripts/address-file.ts";

const { url, adminToken }: Address = inject("headwater");
const headers = { authorization: `Bearer ${adminToken}`, "content-type": "application/json" };

interface Listed {
  id: string;
  to: string[];
  subject: string;
}
interface Opened extends Listed {
  html: string;
  text: string;
  raw: string;
  headers: { name: string; value: string }[];
}

async function api<T>(path: string, body?: object): Promise<T> {
  const method = body ? "POST" : "GET";
  const response = await fetch(`${url}${path}`, { headers, method, ...(body && { body: JSON.stringify(body) }) });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

test("on this machine a mail becomes a file, and the API shows it", async () => {
  expect(await api("/api/mail/settings")).toMatchObject({ isLocal: true, chosen: { provider: "file" } });
  expect(await api("/api/mail/test", { to: "zoë@example.com" }).catch(String)).toContain("400");
  expect(await api("/api/mail/test", { to: "zoe@bücher.example" })).toEqual({ outcome: "sent", reason: "" });
  expect(await api("/api/mail/test", { to: "ada@example.com" })).toEqual({ outcome: "sent", reason: "" });

  const { mails } = await api<{ mails: Listed[] }>("/api/mail/outbox?to=zoe@xn--bcher-kva.example");
  expect(mails).toMatchObject([{ to: ["zoe@xn--bcher-kva.example"], subject: "A test mail from Headwater" }]);
  const mail = await api<Opened>(`/api/mail/outbox/${mails[0]?.id}`);
  expect(mail.text).toContain("It came through A file on this machine");
  expect(mail.html).toContain("<h1>It works</h1>");
  expect(mail.html).toContain(`href="${url}"`);
  expect(mail.headers.map(({ name }) => name)).toContain("message-id");
  expect(mail.raw).toMatch(/^From: "Headwater" <hello@headwater\.local>\r\nTo: zoe@xn--bcher-kva\.example\r\n/);
  await expect(api("/api/mail/outbox/0123456789abcdef0123456789abcdef")).rejects.toThrow("404");
});
