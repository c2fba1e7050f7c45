import { describe, expect, it } from "vitest";
import { type DeliveryError, RateLimited } from "#destinations/contract.ts";
import { type Answer, connect, NOW, type Seen, type Service } from "./service.ts";

/** One action of a destination, and how the service behind it behaves. */
export interface Subject {
  name: string;
  /** Delivers five events, one of which may be bad; `request` is of `connect`. */
  deliver: (connected: ReturnType<typeof connect>, given: { bad: number; now: number }) => Promise<Outcomes>;
  /** When all is well. */
  service: Service;
  /** Requests that fetch something first, such as a token. */
  isPreliminary?: ((seen: Seen) => boolean) | undefined;
  /** What it says to a request with the bad event in it; null for one without. A text: why it takes anything. */
  refuse: ((seen: Seen) => Answer | null) | string;
  /** 200 from something that isn't the service. A text: why any 200 is a yes. */
  malformed: Answer | string;
  /** Requests that a call makes at most before it gives up. */
  requests: number;
  /** What may be seen nowhere; where there is none, it asks for none. */
  secrets: readonly string[];
}

type Outcomes = readonly (DeliveryError | null)[];

const kinds = (all: Outcomes) => all.map((error) => error?.outcome ?? "delivered");
const five = <T>(value: T): T[] => [value, value, value, value, value];

/** What holds for every action of every destination, whatever it is: the same cases for all. */
export function contractSuite(subject: Subject): void {
  const { service, isPreliminary, refuse, malformed, requests, secrets } = subject;
  const deliver = async (answer: Service, { bad = -1, now = NOW } = {}) => {
    const connected = connect(answer, secrets, now);
    const all = await subject.deliver(connected, { bad, now });
    return { ...connected, all, seen: connected.seen.filter((one) => isPreliminary?.(one) !== true) };
  };
  const answering =
    (answer: Answer | Service): Service =>
    (seen) => {
      if (isPreliminary?.(seen) === true) return service(seen);
      return typeof answer === "function" ? answer(seen) : answer;
    };

  describe(subject.name, () => {
    it("delivers, and says who we are", async () => {
      const { all, seen } = await deliver(service);
      expect(kinds(all)).toEqual(five("delivered"));
      expect(seen.length).toBeGreaterThan(0);
      for (const { headers } of seen) expect(headers.get("user-agent")).toMatch(/^Headwater/);
    });

    it.each([401, 403])("%i: is disconnected", async (status) => {
      const { all, seen } = await deliver(answering({ status, body: "no" }));
      expect(kinds(all)).toEqual(five("disconnected"));
      // One more with a new token, where tokens end.
      expect(seen.length).toBeLessThanOrEqual(requests + 1);
    });

    it("a redirect: is disconnected, and does not follow it", async () => {
      const { all, seen } = await deliver(
        answering({ status: 302, headers: { location: "https://else.example.com/" } }),
      );
      expect(kinds(all)).toEqual(five("disconnected"));
      expect(seen.map(({ url }) => url).filter((url) => url.includes("else.example.com"))).toEqual([]);
    });

    it("429 with Retry-After: waits as long as it says", async () => {
      const { all, seen } = await deliver(
        answering({ status: 429, headers: { "retry-after": "7" }, body: "slow down" }),
      );
      expect(all.map((error) => error instanceof RateLimited && error.retryAfterMs)).toEqual(five(7000));
      expect(seen.length).toBeLessThanOrEqual(requests);
    });

    it.each([408, 500, 502, 503])("%i: tries again", async (status) => {
      const { all, seen } = await deliver(answering({ status, body: "oops" }));
      expect(kinds(all)).toEqual(five("unavailable"));
      expect(seen.length).toBeLessThanOrEqual(requests);
    });

    it.each([
      ["timeout", new DOMException("The operation timed out", "TimeoutError")],
      ["no connection", new TypeError("fetch failed")],
    ])("%s: tries again", async (_, error) => {
      const { all, seen } = await deliver(
        answering(() => {
          throw error;
        }),
      );
      expect(kinds(all)).toEqual(five("unavailable"));
      expect(seen.length).toBeLessThanOrEqual(requests);
    });

    if (typeof malformed === "string") {
      it(`malformed answer: is a yes, since ${malformed}`, async () => {
        const { all } = await deliver(answering({ body: "<html>anything</html>" }));
        expect(kinds(all)).toEqual(five("delivered"));
      });
    } else {
      it("malformed answer: tries again", async () => {
        const { all } = await deliver(answering(malformed));
        expect(kinds(all)).toEqual(five("unavailable"));
      });
    }

    if (typeof refuse === "string") {
      it(`one bad event in a batch: goes with the others, since ${refuse}`, async () => {
        expect(kinds((await deliver(service, { bad: 1 })).all)).toEqual(five("delivered"));
      });
    } else {
      it("one bad event in a batch: is refused, and no other", async () => {
        const { all, seen } = await deliver(
          answering((request) => refuse(request) ?? service(request)),
          { bad: 1 },
        );
        expect(kinds(all)).toEqual(["delivered", "rejected", "delivered", "delivered", "delivered"]);
        expect(seen.some(({ status }) => status < 400)).toBe(true);
      });
    }

    if (secrets.length === 0) {
      it("redaction: nothing is secret, since it asks for no secret", () => expect(secrets).toEqual([]));
    } else {
      it.each([400, 401, 404, 429, 500])("redaction: says no secret when %i echoes the request", async (status) => {
        const echo: Service = (seen) => ({
          status,
          body: `${secrets.flatMap(forms).join(" ")} ${seen.text} ${seen.url} ${JSON.stringify([...seen.headers])}`,
        });
        const deliveries = [await deliver(answering(echo)), await deliver(echo, { now: NOW + 7_200_000 })];
        const all = deliveries.flatMap((delivery) => delivery.all);
        expect(kinds(all)).not.toContain("delivered");
        const shown = [
          ...all.map((error) => error?.message ?? ""),
          ...deliveries.flatMap(({ exchanges }) => exchanges.map((exchange) => JSON.stringify(exchange))),
        ];
        for (const text of shown)
          for (const secret of secrets) for (const form of forms(secret)) expect(text).not.toContain(form);
      });
    }

    it("idempotence: sends the same at another attempt", async () => {
      const first = await deliver(service);
      const second = await deliver(service, { now: NOW + 3_600_000 });
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
