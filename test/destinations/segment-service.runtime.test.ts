import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { RateLimited } from "#destinations/contract.ts";
import { segmentRegistry } from "#destinations/segment-catalogue/catalogue.ts";
import type { CatalogueService } from "#destinations/segment-catalogue/service.ts";
import { connect, delivered, examples, NOW, outcomes, type Service } from "./service.ts";

/** By remote call, as in production: everything that is handed over has to survive it. */
const registry = segmentRegistry(() => env.CATALOGUE as unknown as CatalogueService);

async function deliver(service: Service) {
  const destination = await registry.find("equals");
  if (!destination) throw new Error("It is not in the catalogue");
  const { request, seen } = connect(service);
  const settings = destination.settings.parse({ url: "https://receiver.example.com/hook" });
  const events = [delivered(destination, "send", examples.track)];
  const all = await outcomes(destination, { settings, action: "send", events, request, now: NOW });
  return { all, seen };
}

it("shows everything that is offered", async () => {
  expect((await registry.entries()).length).toBeGreaterThan(90);
  expect(await registry.find("constructor")).toBeNull();
  expect(await registry.find("segment")).toBeNull();
});

it("delivers, its requests leaving from here", async () => {
  const { all, seen } = await deliver(() => ({ body: "ok" }));
  expect(all).toEqual([null]);
  expect(seen).toMatchObject([{ method: "POST", url: "https://receiver.example.com/hook" }]);
  expect(seen[0]?.headers.get("user-agent")).toMatch(/^Headwater/);
  expect(JSON.parse(seen[0]?.text ?? "")).toEqual(examples.track);
});

it("hands back how long to wait", async () => {
  const { all } = await deliver(() => ({ status: 429, headers: { "retry-after": "7" } }));
  expect(all.map((error) => error instanceof RateLimited && error.retryAfterMs)).toEqual([7000]);
});

it("hands back what failed on the way out", async () => {
  const { all } = await deliver(() => {
    throw new TypeError("fetch failed");
  });
  expect(all.map((error) => [error?.outcome, error?.message])).toEqual([
    ["unavailable", "receiver.example.com could not be reached."],
  ]);
});

it("is no part of a Worker without it", async () => {
  const without = segmentRegistry(() => undefined);
  expect(await without.entries()).toEqual([]);
  expect(await without.detail("mixpanel")).toBeNull();
  expect(await without.find("mixpanel")).toBeNull();
});
