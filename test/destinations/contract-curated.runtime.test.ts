import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { compileFilter } from "#core/filter.ts";
import { at, isObject, type JsonObject } from "#core/json.ts";
import { type DeliveryError, type Destination, RateLimited } from "#destinations/contract.ts";
import { applyMapping } from "#destinations/mapping.ts";
import * as modules from "#destinations/segment-catalogue/built/index.js";
import { segmentRegistry } from "#destinations/segment-catalogue/catalogue.ts";
import { catalogueOf } from "#destinations/segment-catalogue/modules.ts";
import type { ActionDefinition } from "#destinations/segment-catalogue/runtime/definition.ts";
import { filled, sampleSettings } from "./segment-samples.ts";
import { type Answer, connect, examples, NOW, outcomes, type Service } from "./service.ts";

/** The first tier of Segment's open catalogue keeps the contract that our own destinations keep. */

const registry = segmentRegistry(() => catalogueOf(modules));
const curated = (await registry.entries()).filter(({ tier }) => tier === "curated").map(({ slug }) => slug);
const events: JsonObject[] = Object.values(examples).map((event) => ({
  ...event,
  // LaunchDarkly and some others look at these.
  userId: "0192f1c0-7f3a-4000-8000-000000000042",
}));

beforeAll(() => void vi.setSystemTime(NOW));
afterAll(() => void vi.useRealTimers());

/** Enough for those that look something up first. */
const taking: Service = () => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: { id: "1", status: "ok" },
});

interface Sending {
  destination: Destination;
  settings: JsonObject;
  secrets: string[];
  action: string;
  event: JsonObject;
  payload: JsonObject;
}

/** What each preset sends for the first of the events that passes its filter and makes it send something. */
async function sendings(slug: string): Promise<Sending[]> {
  const [destination, about, code] = [
    await registry.find(slug),
    await modules.about[slug]?.(),
    await modules.code[slug]?.(),
  ];
  if (!destination || !about || !code) throw new Error(`${slug} is not built`);
  const secretNames = about.default.settings
    .filter(({ secret, choices }) => secret && !choices)
    .map(({ name }) => name);
  const secrets = secretNames.map((name) => `very-secret-${name}`);
  const settings = {
    ...sampleSettings(about.default),
    ...Object.fromEntries(secretNames.map((name, index) => [name, secrets[index] ?? ""])),
  };
  const found: Sending[] = [];
  for (const preset of destination.presets) {
    const definition: ActionDefinition | undefined = code.default.actions[preset.action];
    const passes = preset.filter === null ? () => true : compileFilter(preset.filter);
    for (const event of events) {
      const valueOf = (property: string) => at(event, property.replace(/^\$(type|event)$/, "$1"));
      if (!definition || !passes(valueOf)) continue;
      const made = applyMapping(preset.mapping ?? destination.actions[preset.action]?.mapping ?? null, event);
      const payload = filled(isObject(made) ? made : {}, definition);
      const sending = { destination, settings, secrets, action: preset.action, event, payload };
      if ((await deliver(sending, taking)).seen.length === 0) continue;
      found.push(sending);
      break;
    }
  }
  return found;
}

async function deliver({ destination, settings, secrets, action, event, payload }: Sending, service: Service) {
  const { request, seen, exchanges } = connect(service, secrets);
  const list = [{ id: "c1-1-1", event, payload }];
  const all = await outcomes(destination, { settings, action, events: list, request, now: NOW });
  return { outcome: all[0] ?? null, seen, exchanges };
}

const kind = (error: DeliveryError | null) => error?.outcome ?? "delivered";
const always = (answer: Answer) => (): Answer => answer;

it("has a first tier", () => {
  expect(curated.length).toBeGreaterThanOrEqual(15);
});

describe.each(curated)("%s", (slug) => {
  let all: Sending[] = [];
  beforeAll(async () => {
    all = await sendings(slug);
  });
  /** For each preset by its action: what came of it. */
  const each = async (service: Service, of: (error: DeliveryError | null) => unknown = kind) =>
    Object.fromEntries(
      await Promise.all(all.map(async (one) => [one.action, of((await deliver(one, service)).outcome)] as const)),
    );
  const every = (value: unknown) => Object.fromEntries(all.map(({ action }) => [action, value]));

  it("sends", () => {
    expect(all).not.toHaveLength(0);
  });

  it.each([401, 403])("is disconnected by %i", async (status) => {
    expect(await each(always({ status, body: { message: "no" } }))).toEqual(every("disconnected"));
  });

  it("waits as long as 429 says", async () => {
    const seconds = (error: DeliveryError | null) => error instanceof RateLimited && error.retryAfterMs;
    expect(await each(always({ status: 429, headers: { "retry-after": "7" } }), seconds)).toEqual(every(7000));
  });

  it.each([500, 503])("tries again after %i", async (status) => {
    expect(await each(always({ status, body: "oops" }))).toEqual(every("unavailable"));
  });

  it.each([
    ["no answer in time", new DOMException("The operation timed out", "TimeoutError")],
    ["no connection", new TypeError("fetch failed")],
  ])("tries again after %s", async (_, error) => {
    const broken: Service = () => {
      throw error;
    };
    expect(await each(broken)).toEqual(every("unavailable"));
  });

  describe.each([400, 401, 500])("where %i echoes the request", (status) => {
    const echoed = async () => {
      const shown: { secrets: string[]; message: string; exchanges: string }[] = [];
      for (const one of all) {
        const { outcome, exchanges } = await deliver(one, (seen) => ({
          status,
          body: `${one.secrets.join(" ")} ${JSON.stringify([...seen.headers])} ${seen.url} ${seen.text}`,
        }));
        expect(kind(outcome)).not.toBe("delivered");
        shown.push({ secrets: one.secrets, message: outcome?.message ?? "", exchanges: JSON.stringify(exchanges) });
      }
      return shown;
    };

    it("keeps no secret in a sample", async () => {
      for (const { secrets, exchanges } of await echoed()) {
        for (const secret of secrets) expect(exchanges).not.toContain(secret);
      }
    });

    it("says no secret in its error", async () => {
      for (const { secrets, message } of await echoed()) {
        for (const secret of secrets) expect(message).not.toContain(secret);
      }
    });
  });

  it("sends the same at another attempt", async () => {
    const said = ({ seen }: Awaited<ReturnType<typeof deliver>>) =>
      seen.map(({ method, url, text }) => ({ method, url, text }));
    for (const one of all) {
      const first = await deliver(one, taking);
      vi.setSystemTime(NOW + 3_600_000);
      const second = await deliver(one, taking);
      vi.setSystemTime(NOW);
      expect({ action: one.action, requests: said(second) }).toEqual({ action: one.action, requests: said(first) });
    }
  });
});
