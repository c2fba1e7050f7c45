import { describe, expect, test } from "vitest";
import * as fc from "fast-check";
import type { Client } from "../../scripts/client/client-file.ts";
import { type Found, namesIn } from "../../scripts/client/found.ts";
import { inWords, plan, type Step, type Wanted } from "../../scripts/client/plan.ts";
import { type Consumer, tagOf, workerConfigs } from "../../scripts/client/worker-config.ts";
import { CONFIGS } from "./cloudflare/configs.ts";

const client: Client = { name: "acme", account: "a".repeat(32), domain: "t.acme.com", pathAlias: "/xyzzy" };
const configs = workerConfigs({ folder: "/release", ...CONFIGS }, client);
const names = namesIn(configs);
const wanted: Wanted = {
  client,
  configs,
  migrations: ["0001.sql", "0002.sql"],
  tags: { headwater: "h2", catalogue: "c2" },
  hasSecrets: true,
  brokenOff: [],
};

const consumerOf = (queue: string): Consumer | null => {
  const consumer = configs.headwater.queues?.consumers?.find((each) => each.queue === queue);
  return consumer ? { ...consumer, script: configs.headwater.name } : null;
};

/** Everything is as it should be. */
const whole = (): Found => ({
  database: { id: "d", applied: ["0001.sql", "0002.sql"] },
  queues: new Map(
    names.queues.map((name, index) => [
      name,
      { id: String(index), retentionSeconds: name.includes("-events") ? 1_209_600 : null, consumer: consumerOf(name) },
    ]),
  ),
  buckets: [...names.buckets],
  workers: { headwater: { version: "v2", tag: "h2" }, catalogue: { version: "w2", tag: "c2" } },
  secrets: [...(configs.headwater.secrets?.required ?? [])],
  crons: [...(configs.headwater.triggers?.crons ?? [])],
  domains: ["t.acme.com"],
});
const nothing = (): Found => ({
  database: null,
  queues: new Map(),
  buckets: [],
  workers: { headwater: null, catalogue: null },
  secrets: [],
  crons: [],
  domains: [],
});

const wordsOf = (found: Found, than: Partial<Wanted> = {}): string[] | string => {
  const planned = plan({ ...wanted, ...than }, found);
  return "refused" in planned ? planned.refused : planned.steps.map(inWords);
};

describe("what has to be done", () => {
  test("nothing, where all is there", () => expect(wordsOf(whole())).toEqual([]));

  test("everything, where nothing is: data, then the Worker that is called, then the one that is reached", () => {
    const { steps } = plan(wanted, nothing()) as { steps: Step[] };
    expect(steps.map((step) => step.do)).toEqual([
      "create-database",
      ...names.queues.map(() => "create-queue"),
      ...names.buckets.map(() => "create-bucket"),
      "migrate",
      "deploy-worker",
      "deploy-worker",
    ]);
    expect(steps.at(-1)).toMatchObject({ part: "headwater", secrets: configs.headwater.secrets?.required });
  });

  test.each<[string, (found: Found) => void, string[]]>([
    ["a new migration", (found) => found.database?.applied.pop(), ["migrate headwater-acme: 1 of 0002.sql"]],
    [
      "another catalogue",
      (found) => (found.workers.catalogue = { version: "w1", tag: "c1" }),
      ["deploy headwater-acme-catalogue (code or settings are new)"],
    ],
    [
      "a Worker that somebody else deployed",
      (found) => (found.workers.headwater = { version: "v9", tag: null }),
      ["deploy headwater-acme (what runs was deployed by other means)"],
    ],
    [
      "a domain that is gone",
      (found) => found.domains.pop(),
      ["deploy headwater-acme (t.acme.com does not lead to it)"],
    ],
    ["a schedule that is gone", (found) => found.crons.pop(), ["deploy headwater-acme (its schedule is another)"]],
    [
      "a secret that is gone",
      (found) => (found.secrets = ["ADMIN_TOKEN_HASH"]),
      ["deploy headwater-acme (it has no CREDENTIALS_KEY), with CREDENTIALS_KEY"],
    ],
    [
      "a queue that nobody reads",
      (found) => void Object.assign(found.queues.get("headwater-acme-events") ?? {}, { consumer: null }),
      ["deploy headwater-acme (it does not read headwater-acme-events as it should)"],
    ],
    [
      "a queue that is read otherwise",
      (found) =>
        void Object.assign(found.queues.get("headwater-acme-events")?.consumer ?? {}, { dead_letter_queue: "other" }),
      ["deploy headwater-acme (it does not read headwater-acme-events as it should)"],
    ],
    [
      "events that live too short",
      (found) => void Object.assign(found.queues.get("headwater-acme-events") ?? {}, { retentionSeconds: null }),
      ["let the queue headwater-acme-events keep messages 14 days"],
    ],
    [
      "dead letters that live too short",
      (found) =>
        void Object.assign(found.queues.get("headwater-acme-events-dead") ?? {}, { retentionSeconds: 345_600 }),
      ["let the queue headwater-acme-events-dead keep messages 14 days"],
    ],
  ])("%s", (_, damage, steps) => {
    const found = whole();
    damage(found);
    expect(wordsOf(found)).toEqual(steps);
  });

  test.each<[string, Found, Partial<Wanted>, RegExp]>([
    [
      "a database whose keys are lost",
      { ...whole(), workers: nothing().workers, secrets: [] },
      { hasSecrets: false },
      /has no secrets of acme/,
    ],
    [
      "a database that is ahead",
      whole(),
      { migrations: ["0001.sql"] },
      /has 0002.sql, which this release does not know/,
    ],
  ])("refused: %s", (_, found, than, message) => expect(wordsOf(found, than)).toMatch(message));

  test("an upload that was broken off is done again, though what runs is right", () =>
    expect(wordsOf(whole(), { brokenOff: ["catalogue", "headwater"] })).toEqual([
      "deploy headwater-acme-catalogue (its last upload was broken off)",
      "deploy headwater-acme (its last upload was broken off)",
    ]));

  test("from another machine, without the secrets, a whole deployment can be deployed on", () => {
    const found = whole();
    found.workers.headwater = { version: "v1", tag: "h1" };
    expect(wordsOf(found, { hasSecrets: false })).toEqual(["deploy headwater-acme (code or settings are new)"]);
  });

  test("whatever is there, done step by step it ends with nothing to do, and nothing is done twice", () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }), (coins) => {
        const found = partOf(whole(), coins);
        const planned = plan(wanted, found);
        if ("refused" in planned) throw new Error(planned.refused);
        const words = planned.steps.map(inWords);
        expect(new Set(words).size).toBe(words.length);
        for (const step of planned.steps) carryOut(step, found);
        expect(plan(wanted, found)).toEqual({ steps: [] });
      }),
    );
  });
});

/** Some of it, by throwing coins. */
function partOf(found: Found, coins: boolean[]): Found {
  const keep = () => coins.pop() ?? true;
  if (!keep()) found.database?.applied.pop();
  if (!keep()) found.database = null;
  for (const [name, queue] of found.queues) {
    if (!keep()) queue.consumer = null;
    if (!keep()) queue.retentionSeconds = null;
    if (!keep()) found.queues.delete(name);
  }
  found.buckets = found.buckets.filter(keep);
  if (!keep()) found.workers.catalogue = null;
  if (!keep()) found.workers.headwater = null;
  found.secrets = found.secrets.filter(keep);
  found.crons = found.crons.filter(keep);
  found.domains = found.domains.filter(keep);
  return found;
}

function carryOut(step: Step, found: Found): void {
  switch (step.do) {
    case "create-database":
      found.database = { id: "d", applied: [] };
      return;
    case "create-queue":
      found.queues.set(step.name, { id: "q", retentionSeconds: step.retentionSeconds, consumer: null });
      return;
    case "keep-messages":
      Object.assign(found.queues.get(step.name) ?? {}, { retentionSeconds: step.seconds });
      return;
    case "create-bucket":
      found.buckets.push(step.name);
      return;
    case "migrate":
      found.database?.applied.push(...step.migrations);
      return;
    case "deploy-worker": {
      found.workers[step.part] = { version: "new", tag: wanted.tags[step.part] };
      if (step.part === "catalogue") return;
      found.secrets.push(...step.secrets);
      Object.assign(found, { crons: [...(configs.headwater.triggers?.crons ?? [])], domains: [client.domain] });
      for (const [name, queue] of found.queues) queue.consumer = consumerOf(name);
    }
  }
}

describe("the configuration of a client", () => {
  test("names everything by the client, and nothing by the template", () => {
    const { vars, ...rest } = configs.headwater;
    expect(JSON.stringify(rest).replaceAll(/headwater-acme|\/release\/headwater\//g, "")).not.toMatch(/"headwater/);
    expect(vars).toMatchObject({ BROWSER_LIBRARY: "headwater", PATH_ALIAS: "/xyzzy" });
    expect(configs.headwater).toMatchObject({
      account_id: client.account,
      workers_dev: false,
      routes: [{ pattern: "t.acme.com", custom_domain: true }],
    });
  });

  test("no two clients share a counter", () => {
    const counters = (name: string) =>
      workerConfigs({ folder: "/release", ...CONFIGS }, { ...client, name }).headwater.ratelimits?.map(
        (each) => each.namespace_id,
      );
    const all = ["acme", "bolt", "corp"].flatMap((name) => counters(name) ?? []);
    expect(new Set(all).size).toBe(all.length);
    expect(all.length).toBeGreaterThan(3);
  });

  test("a jurisdiction holds for buckets; without a domain it is under workers.dev; variables are the client's last word", () => {
    const { domain: _, ...rest } = client;
    const bucket = { binding: "B", bucket_name: "headwater-archive" };
    const { headwater } = workerConfigs(
      { folder: "/release", ...CONFIGS, headwater: { ...CONFIGS.headwater, r2_buckets: [bucket] } },
      { ...rest, jurisdiction: "eu", vars: { TIMEZONE: "Europe/Vienna" } },
    );
    expect(headwater).toMatchObject({ workers_dev: true, vars: { TIMEZONE: "Europe/Vienna" } });
    expect(headwater.r2_buckets).toEqual([{ ...bucket, bucket_name: "headwater-acme-archive", jurisdiction: "eu" }]);
    expect(headwater).not.toHaveProperty("routes");
  });

  test("a tag is the same wherever the release lies, and another where code or settings are", () => {
    const tag = (folder: string, code: string, timezone: string) =>
      tagOf(code, workerConfigs({ folder, ...CONFIGS }, { ...client, vars: { TIMEZONE: timezone } }).headwater, folder);
    expect(tag("/a", "x", "UTC")).toBe(tag("/b/c", "x", "UTC"));
    expect(new Set([tag("/a", "x", "UTC"), tag("/a", "y", "UTC"), tag("/a", "x", "CET")]).size).toBe(3);
  });
});
