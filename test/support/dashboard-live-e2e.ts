import type { Page } from "playwright-core";
import { expect, inject } from "vitest";
import type { Address } from "../../scripts/address-file.ts";
import type { TestSource } from "./stored-e2e.ts";

export interface Sent {
  messageId: string;
  event: string;
  anonymousId?: string;
  userId?: string;
  properties?: Record<string, unknown>;
}

const BERLIN = { country: "DE", region: "Berlin", city: "Berlin", latitude: 52.52, longitude: 13.41 };
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:149.0) Gecko/20100101 Firefox/149.0";
let ids = 0;

/** Sends events as a server does: what it says of the visitor's place and browser counts. */
export async function send({ writeKey, id }: TestSource, events: Omit<Sent, "messageId">[]): Promise<Sent[]> {
  const { url }: Address = inject("headwater");
  const sent = events.map((event) => ({
    anonymousId: "live-anna",
    ...event,
    messageId: `live-${(ids += 1)}-${id}`,
  }));
  const batch = sent.map((event) => ({
    ...event,
    type: "track",
    context: { location: BERLIN, userAgent: FIREFOX, library: { name: "@segment/analytics-node", version: "3.1.0" } },
  }));
  const response = await fetch(`${url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${writeKey}:`)}`, "content-type": "application/json" },
    body: JSON.stringify({ batch }),
  });
  expect(response.status, await response.text()).toBe(200);
  return sent;
}
export const named = (event: string, count: number) => Array.from({ length: count }, () => ({ event }));

/** What is on its way may take a while on a busy computer. */
export const eventually = <Value>(read: () => Value | Promise<Value>) => expect.poll(read, { timeout: 10_000 });
export const list = (page: Page) => page.getByRole("list", { name: "Events, newest first" });
export const rowOf = (page: Page, { messageId }: Sent) => page.locator(`[data-message="${messageId}"]`);
export const badge = (page: Page) => page.getByRole("status").filter({ hasText: /^(Connect|Reconnect|Paused)/ });
export const connected = (page: Page) => badge(page).getByText("Connected").waitFor();
