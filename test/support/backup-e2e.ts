import { expect, vi } from "vitest";
import type { Address } from "../../scripts/address-file.ts";
import { adminApi } from "../../scripts/admin-api.ts";

/** Sends events as a page does. */
export async function sendBatch({ url, writeKey }: Address, batch: readonly object[]): Promise<void> {
  const response = await fetch(`${url}/v1/batch`, { method: "POST", body: JSON.stringify({ writeKey, batch }) });
  expect(response.status).toBe(200);
}

/** Resolves once an event is in the store. */
export const storedOnce = ({ url, adminToken }: Address, messageId: string): Promise<void> =>
  vi.waitFor(
    async () => {
      const page = (await adminApi(url, adminToken).get("/api/events?limit=1000")) as {
        events: { messageId: string }[];
      };
      expect(page.events.filter((event) => event.messageId === messageId)).toHaveLength(1);
    },
    { timeout: 60_000, interval: 300 },
  );
