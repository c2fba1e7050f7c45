import { describe, expect, it } from "vitest";
import { Filter } from "#core/filter.ts";
import { isObject, type JsonObject } from "#core/json.ts";
import { type DeliveryError, type Destination, RateLimited } from "#destinations/contract.ts";
import { mappingFault } from "#destinations/mapping.ts";
import { formOf } from "#destinations/settings-form.ts";
import { type Answer, BAD, connect, delivered, examples, NOW, outcomes, type Seen, type Service } from "./service.ts";

/** A destination and how the service behind it behaves. */
export interface ContractCase {
  destination: Destination;
  /** As a person fills in the form. */
  settings: JsonObject;
  /** When all is well. */
  service: Service;
  /** Requests that fetch something first, such as a token. */
  isPreliminary?: (seen: Seen) => boolean;
  /** What it says to a request with an event named `BAD` in it; null for a request without. Null: it takes anything. */
  refuse: ((seen: Seen) => Answer | null) | null;
  /** 200 from something that isn't the service; null where any 200 is a yes. */
  malformed: Answer | null;
}

const kinds = (all: readonly (DeliveryError | null)[]) => all.map((error) => error?.outcome ?? "delivered");
const five = <T>(value: T): T[] => [value, value, value, value, value];

/** What holds for every destination, whatever it is: a describe for each action. */
export function contractSuite(one: ContractCase): void {
  const { destination } = one;
  const secrets = secretsOf(one);

  describe(`${destination.slug}: what people see`, () => {
    it("has a form whose fields say what they are, and hides what is secret", () => {
      const form = formOf(destination);
      expect(form).not.toHaveLength(0);
      for (const field of form) {
        expect(field.title, field.name).not.toBe(field.name);
        expect(field.description, field.name).toMatch(/\S.*\.$/s);
        expect(Object.keys(field.schema), field.name).toContain("type");
      }
      expect(form.filter(({ secret }) => secret)).not.toHaveLength(0);
      expect(secrets).not.toHaveLength(0);
      expect(destination.settings.safeParse(one.settings).error).toBeUndefined();
    });

    it("has actions and presets that can be used as they are", () => {
      expect(destination.slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(destination.documentation).toMatch(/^https:\/\//);
      expect(destination.presets).not.toHaveLength(0);
      for (const { action, filter, mapping } of destination.presets) {
        expect(Object.keys(destination.actions)).toContain(action);
        expect(Filter.nullable().safeParse(filter).success).toBe(true);
        expect(mappingFault(mapping ?? null)).toBeNull();
      }
      for (const { mapping, batch } of Object.values(destination.actions)) {
        expect(mappingFault(mapping)).toBeNull();
        expect(batch.events).toBeGreaterThan(0);
        expect(batch.bytes).toBeGreaterThanOrEqual(32_000);
      }
    });
  });

  describe.each(Object.keys(destination.actions))(`${destination.slug}, %s`, (action) => {
    const deliver = async (service: Service, { bad = -1, now = NOW } = {}) => {
      const { request, seen, exchanges } = connect(service, secrets, now);
      const events = [0, 1, 2, 3, 4].map((index) => {
        const event = { ...examples.track, messageId: `m-${index}`, event: index === bad ? BAD : `Order ${index}` };
        return delivered(destination, action, event);
      });
      const settings = destination.settings.parse(one.settings);
      const all = await outcomes(destination, { settings, action, events, request, now });
      return { all, seen: seen.filter((request) => one.isPreliminary?.(request) !== true), exchanges };
    };
    const answering =
      (answer: Answer | ((seen: Seen) => Answer)): Service =>
      (seen) => {
        if (one.isPreliminary?.(seen) === true) return one.service(seen);
        return typeof answer === "function" ? answer(seen) : answer;
      };

    it("delivers", async () => {
      const { all, seen } = await deliver(one.service);
      expect(kinds(all)).toEqual(five("delivered"));
      expect(seen.length).toBeGreaterThan(0);
      expect(new Set(seen.map((request) => request.headers.get("user-agent"))).size).toBe(1);
    });

    it.each([401, 403])("is disconnected by %i", async (status) => {
      const { all, seen } = await deliver(answering({ status, body: "no" }));
      expect(kinds(all)).toEqual(five("disconnected"));
      expect(seen.length).toBeLessThanOrEqual(2);
    });

    it("is disconnected by a redirect, which it doesn't follow", async () => {
      const { all, seen } = await deliver(
        answering({ status: 302, headers: { location: "https://else.example.com/" } }),
      );
      expect(kinds(all)).toEqual(five("disconnected"));
      expect(seen).toHaveLength(1);
    });

    it("waits as long as 429 says", async () => {
      const { all, seen } = await deliver(
        answering({ status: 429, headers: { "retry-after": "7" }, body: "slow down" }),
      );
      expect(all.map((error) => error instanceof RateLimited && error.retryAfterMs)).toEqual(five(7000));
      expect(seen).toHaveLength(1);
    });

    it.each([408, 500, 502, 503])("tries again after %i", async (status) => {
      const { all, seen } = await deliver(answering({ status, body: "oops" }));
      expect(kinds(all)).toEqual(five("unavailable"));
      expect(seen).toHaveLength(1);
    });

    it.each([
      ["no answer in time", new DOMException("The operation timed out", "TimeoutError")],
      ["no connection", new TypeError("fetch failed")],
    ])("tries again after %s", async (_, error) => {
      const { all } = await deliver(
        answering(() => {
          throw error;
        }),
      );
      expect(kinds(all)).toEqual(five("unavailable"));
    });

    it("takes no page for an answer", async () => {
      const { all } = await deliver(answering(one.malformed ?? { body: "<html>anything</html>" }));
      expect(kinds(all)).toEqual(five(one.malformed === null ? "delivered" : "unavailable"));
    });

    it("loses no event to a bad one among them", async () => {
      const { all, seen } = await deliver(
        answering((request) => one.refuse?.(request) ?? one.service(request)),
        { bad: 1 },
      );
      const expected = five("delivered");
      if (one.refuse !== null) expected[1] = "rejected";
      expect(kinds(all)).toEqual(expected);
      const taken = seen.filter((request) => request.status < 400).map((request) => request.text);
      for (const index of [0, 2, 3, 4]) expect(taken.filter((text) => text.includes(`Order ${index}`))).toHaveLength(1);
    });

    it.each([400, 401, 404, 429, 500])("says no secret when %i echoes the request", async (status) => {
      const echo: Service = (seen) => ({
        status,
        body: `${secrets.flatMap(forms).join(" ")} ${seen.text} ${seen.url} ${JSON.stringify([...seen.headers])}`,
      });
      const deliveries = [await deliver(answering(echo)), await deliver(echo, { now: NOW + 7_200_000 })];
      const all = deliveries.flatMap((delivery) => delivery.all);
      const exchanges = deliveries.flatMap((delivery) => delivery.exchanges);
      expect(kinds(all)).not.toContain("delivered");
      const shown = [
        ...all.map((error) => error?.message ?? ""),
        ...exchanges.map((exchange) => JSON.stringify(exchange)),
      ];
      for (const text of shown)
        for (const secret of secrets) for (const form of forms(secret)) expect(text).not.toContain(form);
    });

    it("sends the same at another attempt", async () => {
      const first = await deliver(one.service);
      const second = await deliver(one.service, { now: NOW + 3_600_000 });
      expect(second.seen.map(identity)).toEqual(first.seen.map(identity));
    });
  });
}

/** What a service knows a repeated request by. */
const identity = ({ method, url, headers, text }: Seen) => ({ method, url, text, id: headers.get("webhook-id") });

/** As it is, in JSON, in Basic authorization, and the lines of a key, since messages are cut short. */
const forms = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  btoa(`${secret}:`),
  btoa(`writer:${secret}`),
  ...secret.split("\n").filter((line) => line.length > 20 && !line.startsWith("-----")),
];

/** What may be seen nowhere: the texts of secret settings, and those inside a JSON of secrets. */
function secretsOf({ destination, settings }: ContractCase): string[] {
  const hidden = formOf(destination).filter(({ secret }) => secret);
  return hidden.flatMap(({ name }) => secretTexts(settings[name]));
}

function secretTexts(value: JsonObject[string]): string[] {
  if (typeof value !== "string") return [];
  if (!value.startsWith("{")) return [value];
  const inner: unknown = JSON.parse(value);
  return isObject(inner) && typeof inner["private_key"] === "string" ? [inner["private_key"]] : [];
}
