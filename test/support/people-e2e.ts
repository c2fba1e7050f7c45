import { expect, inject } from "vitest";
import { newSource } from "./stored-e2e.ts";

/** People of a source of their own, who say who they are and do things. */
export async function newPeople() {
  const { url } = inject("headwater");
  const { writeKey, stored } = await newSource("secret");
  const send = async (call: "identify" | "track", body: object) => {
    const response = await fetch(`${url}/v1/${call}`, {
      method: "POST",
      headers: { authorization: `Basic ${btoa(`${writeKey}:`)}` },
      body: JSON.stringify({ messageId: `${call} ${performance.now()}`, ...body }),
    });
    expect(response.status).toBe(200);
  };
  return {
    stored,
    identify: (userId: string, traits: object) => send("identify", { userId, traits }),
    track: (userId: string, event: string, properties: object = {}) => send("track", { userId, event, properties }),
  };
}

/** Calls the admin API; throws what it says where it refuses. */
export async function admin<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
  const { url, adminToken } = inject("headwater");
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return (await response.json()) as Answer;
}
