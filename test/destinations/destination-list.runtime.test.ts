import { expect, it } from "vitest";
import { admin, call } from "../support/world.ts";

interface Detail {
  slug: string;
  settings: { name: string }[];
  actions: Record<string, { mapping: unknown }>;
  presets: { action: string; filter: unknown }[];
}

it("the list has all destinations and little of each", async () => {
  const response = await call("/api/destinations", { headers: { authorization: "Bearer test-admin-token" } });
  const text = await response.text();
  const { destinations } = JSON.parse(text) as { destinations: object[] };
  expect(destinations.length).toBeGreaterThan(100);
  for (const one of destinations) {
    expect(Object.keys(one).toSorted()).toEqual(["categories", "description", "name", "slug", "tier"]);
  }
  // With forms, actions and mappings it was 851,337 bytes.
  expect(new TextEncoder().encode(text).length).toBeLessThan(30_000);
  console.info(JSON.stringify({ destinations: destinations.length, bytes: new TextEncoder().encode(text).length }));
});

it.each([
  ["webhook", "url", "send"],
  ["mixpanel", "apiSecret", "trackEvent"],
])("the rest of %s is asked for by its name", async (slug, setting, action) => {
  const detail = await admin<Detail>(`/api/destinations/${slug}`);
  expect(detail.slug).toBe(slug);
  expect(detail.settings.map(({ name }) => name)).toContain(setting);
  expect(detail.actions[action]?.mapping).toBeTruthy();
  expect(detail.presets.every((preset) => Object.hasOwn(detail.actions, preset.action))).toBe(true);
  const list = await admin<{ destinations: Detail[] }>("/api/destinations");
  expect(detail).toMatchObject(list.destinations.find((one) => one.slug === slug) ?? { slug: "not listed" });
});

it.each(["nobody-makes-this", "constructor"])("there is no %s", async (slug) => {
  const response = await call(`/api/destinations/${slug}`, { headers: { authorization: "Bearer test-admin-token" } });
  expect(response.status).toBe(404);
});
