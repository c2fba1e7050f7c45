import { decode } from "fast-png";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { CohortAnswer, SegmentationAnswer } from "#core/answer.ts";
import { DAY_MS, HOUR_MS, systemClock } from "#core/clock.ts";
import { Problem } from "#core/problem.ts";
import type { Question } from "#core/question.ts";
import { EVERYBODY } from "#core/report/everybody.ts";
import { numbersIn } from "#core/report/numbers.ts";
import type { DigestDraft } from "#automations/channels.ts";
import { composeDigest, type DigestHouse } from "#house/digests.ts";
import { emptyWorkspace } from "../support/empty-workspace.ts";
import { messaging } from "../support/worker.ts";
import { admin, createSource, env, post, storedEvents } from "../support/world.ts";
import { automate, clockWorld, save } from "./clock-world.ts";

const { number } = numbersIn("en");
const orders = {
  kind: "segmentation",
  range: { last: { value: 7, unit: "day" } },
  series: [{ event: "Order", math: "sum", property: "total" }],
};
const buyers = { kind: "cohort", where: { did: { event: "Order" } } };
const report = async (name: string, question: object, board: number | null = null): Promise<number> => {
  const { id } = await save<{ id: number }>("/api/reports", { name, question });
  if (board !== null) await admin(`/api/reports/${id}`, { method: "PATCH", body: JSON.stringify({ board }) });
  return id;
};
const TO = ["boss@example.com", "team@example.com"];
const EIGHT_MS = 8 * HOUR_MS;
const weekly = { schedule: "week", at: "08:00", weekday: 1 };

beforeEach(async () => {
  await emptyWorkspace();
  await env.DB.prepare("DELETE FROM reports").run();
});
afterAll(() => {
  messaging.clock = systemClock;
});

/** Three people, two of whom ordered for 1,234.5 in all. */
async function shop(): Promise<void> {
  const source = await createSource();
  const order = (userId: string, total: number) => ({ type: "track", event: "Order", userId, properties: { total } });
  const batch = [order("ada", 1_000), order("ben", 234.5), { type: "track", event: "Seen", userId: "cem" }];
  await post("/v1/batch", source.writeKey, { batch });
  await storedEvents(source, batch.length);
}

describe("a digest that is due", () => {
  it("goes out once, with the pictures and the numbers of the reports as they are asked then", async () => {
    const world = await clockWorld();
    await shop();
    const revenue = await report("Revenue {{ automation.name }}", orders);
    const people = await report("Who bought", buyers);
    const gone = await report("Gone", buyers);
    const old = await report("Old", buyers);
    const digest = [people, gone, revenue, old];
    const subject = "{{ automation.name }} of {{ schedule.at | date: '%Y' }}";
    const rule = await automate({
      name: "Numbers",
      when: { schedule: "day", at: "08:00" },
      do: [{ digest, to: TO, subject }],
    });
    await admin(`/api/reports/${gone}`, { method: "DELETE" });
    await env.DB.prepare("UPDATE reports SET question = ? WHERE id = ?").bind('{"kind":"cohort"}', old).run();

    const due = Math.floor((world.now - EIGHT_MS) / DAY_MS + 1) * DAY_MS + EIGHT_MS;
    await world.ring(due - 1_000);
    const before = world.mails().length;
    await world.ring(due);
    await world.ring(due + 60_000);
    const sent = world.mails().slice(before);
    expect(sent).toHaveLength(1);
    const [mail] = sent;
    expect(mail?.to).toEqual(TO);
    expect(mail?.subject).toBe(`Numbers of ${new Date(due).getUTCFullYear()}`);

    const ask = <Answer>(question: object) =>
      save<Answer>("/api/query", { ...question, now: new Date(due).toISOString() });
    const total = (await ask<SegmentationAnswer>(orders)).series[0]?.total ?? 0;
    expect(total).toBe(1_234.5);
    const { count } = await ask<CohortAnswer>(buyers);
    const { base } = await ask<CohortAnswer>(EVERYBODY);
    for (const words of [
      `${number(total)} Order, sum of total`,
      `${count} of ${base} people · 66.7%`,
      `Report ${gone}\n\n\nThis could not be answered: it was deleted.`,
      "This could not be answered: A field of the request can't be used. question: saved under older rules",
      // A name is no template.
      "Revenue {{ automation.name }}",
    ])
      expect(mail?.text).toContain(words);
    const places = ["Who bought", `Report ${gone}`, "Revenue", "Old"].map((name) => mail?.text.indexOf(name) ?? -1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));

    const pictures = mail?.attachments ?? [];
    const shown = [...(mail?.html.matchAll(/src="cid:([^"]+)"/g) ?? [])].map(([, cid]) => cid);
    expect(shown).toHaveLength(2);
    expect(pictures.map(({ content_id }) => content_id)).toEqual(shown);
    for (const { content } of pictures)
      expect(decode(Uint8Array.fromBase64(content), { checkCrc: true }).width).toBe(1_040);
    expect(await admin(`/api/automations/${rule}/health`)).toMatchObject({ counts: { sent: 1, failed: 0 } });
  });

  it("of the board has its reports in its order; a preview has the pictures in its HTML", async () => {
    await shop();
    await report("First", buyers, 2);
    await report("Second", orders, 5);
    await report("Not on it", orders);
    const definition = { name: "x", when: weekly, do: [{ digest: "board", to: TO, subject: "Hello" }] };
    const preview = () =>
      save<{ actions: { problem: string | null; message: { html: string; text: string } | null }[] }>(
        "/api/automations/preview",
        { definition },
      );
    const { html = "", text = "" } = (await preview()).actions[0]?.message ?? {};
    expect(text).toMatch(/^Hello\nWeekly · .*First.*Second/s);
    expect(text).not.toContain("Not on it");
    expect(html).not.toContain("cid:");
    const pictures = [...html.matchAll(/src="data:image\/png;base64,([^"]+)"/g)];
    expect(pictures).toHaveLength(2);
    for (const [, png = ""] of pictures)
      expect(decode(Uint8Array.fromBase64(png), { checkCrc: true }).width).toBe(1_040);

    await env.DB.prepare("UPDATE reports SET board = NULL").run();
    expect((await preview()).actions).toMatchObject([
      { problem: "failed: There is no report on the board of Home.", message: null },
    ]);
  });
});

describe("what can't be asked", () => {
  const draft: DigestDraft = {
    reports: "board",
    subject: "x",
    variables: {},
    automation: 1,
    origin: "https://hw.example",
    every: null,
    at: 0,
  };
  /** A house in which each report takes a minute. */
  const slowHouse = (refuse: (question: Question) => Error | null) => {
    const asked: Question[] = [];
    const meta = { range: null, timezone: "UTC", incomplete: [] };
    const house = {
      db: env.DB,
      clock: () => asked.length * 60_000,
      timezone: () => Promise.resolve("UTC"),
      answer(question: Question) {
        asked.push(question);
        const error = refuse(question);
        return error === null ? Promise.resolve({ count: 1, base: 4, people: [], meta }) : Promise.reject(error);
      },
    };
    return { asked, house: house as unknown as DigestHouse };
  };
  const textOf = async (house: DigestHouse): Promise<string> => {
    const mail = await composeDigest(draft, "Title", house);
    if (!("made" in mail)) throw new Error(JSON.stringify(mail));
    return mail.made.text;
  };

  it("is said, and how many people there are is asked once; what had no time or no room is said, too", async () => {
    for (let place = 0; place < 22; place += 1) await report(`Report no. ${place}`, buyers, place);
    const { asked, house } = slowHouse(() => null);
    const text = await textOf(house);
    expect(asked.map((question) => question === EVERYBODY)).toEqual([false, false, false, true]);
    expect(text.match(/1 of 4 people · 25%/g)).toHaveLength(3);
    expect(text.match(/the reports before it took too long/g)).toHaveLength(17);
    expect(text).toContain("2 more reports are on Home.");
  });

  it("because it is too much is said, and what is only away for now is asked again", async () => {
    await report("Much", buyers, 1);
    const tooMuch = slowHouse(() => new Problem("query_too_large"));
    const text = await textOf(tooMuch.house);
    expect(text).toContain("This could not be answered: The question looks at too many events.");
    const uncounted = slowHouse((question) => (question === EVERYBODY ? new Problem("query_too_long") : null));
    expect(await textOf(uncounted.house)).toContain("\n1 person\n");
    for (const error of [new Error("D1_ERROR: away"), new Problem("overloaded")]) {
      await expect(composeDigest(draft, "Title", slowHouse(() => error).house)).rejects.toBe(error);
    }
  });
});
