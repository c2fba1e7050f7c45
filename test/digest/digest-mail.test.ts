import { decode } from "fast-png";
import { describe, expect, test } from "vitest";
import { addressOf } from "#core/report/address.ts";
import { type DigestMail, digestMail } from "#digest/digest-mail.ts";
import { CHART_SIZE } from "#digest/picture/chart.ts";
import {
  BROWSERS,
  days,
  digest,
  EVERY_KIND,
  FUNNEL,
  FUNNEL_GROUPS,
  FUNNEL_TIMES,
  FUNNEL_TREND,
  ORDERS,
  PEOPLE,
  report,
  RETENTION,
  RETENTION_GROUPS,
  REVENUE,
} from "./reports.ts";

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'", nbsp: " " };
const decoded = (text: string): string => text.replaceAll(/&([\w#]+);/g, (_, name: string) => ENTITIES[name] ?? "");
/** What is read on the screen. */
const seen = ({ html }: DigestMail): string =>
  decoded(html.slice(html.indexOf("<h1")).replaceAll(/<[^>]*>/g, " ")).replaceAll(/\s+/g, " ");
const alts = ({ html }: DigestMail): string[] =>
  [...html.matchAll(/ alt="([^"]*)"/g)].map(([, alt]) => decoded(alt ?? ""));
const of = (...reports: Parameters<typeof digest>[0]) => digestMail(digest(reports));

describe("numbers are those of the answer, in the HTML, in plain text, and in words for the picture", () => {
  const COUNTS = ["1,210", "1,340", "980", "1,105", "1,502", "1,733", "412"];
  test.each([
    ["a chart of one line", ORDERS, ["8,282"], COUNTS],
    [
      "beside the period before",
      REVENUE,
      ["309,739.26", "+13.2% from 273,590"],
      ["the last 14. Mon, Mar 2: 15,655", "Sun, Mar 15: 17,226."],
    ],
    [
      "groups",
      BROWSERS,
      ["Chrome", "51,621", "All others", "9,845", "(not set)", "8,275"],
      ["Chrome 51,621", "Edge 12,575"],
    ],
    [
      "a funnel",
      FUNNEL,
      ["15.62%", "1,937 of 12,402 people", "5,611", "45.24%"],
      ["2. Product Added: 5,611 people, 45.24%"],
    ],
    [
      "a funnel's groups",
      FUNNEL_GROUPS,
      ["4,000", "1,000", "25%", "12.5%", "0%"],
      ["DE 25%", "AT 12.5%", "(not set) 0%"],
    ],
    [
      "a funnel's trend",
      FUNNEL_TREND,
      ["25%", "310 of 1,240 people", "24.53%"],
      ["entered Sun, Mar 8: Everybody 24.53%"],
    ],
    ["times to convert", FUNNEL_TIMES, ["1 h 12 min", "94 people"], ["from 0 s 40", "from 1 h 29", "from 3 h 7"]],
    ["a retention", RETENTION, ["42.8%", "31.2%", "25%", "20%"], ["Week 1 42.8%", "Week 4 20%"]],
    ["a retention's groups", RETENTION_GROUPS, ["50%", "75%", "30%", "–"], ["Week 1 50%", "Week 2 20%"]],
    ["people", PEOPLE, ["1,318", "9,204", "14.3%"], ["1,318 of 9,204 people · 14.3%"]],
  ])("%s", async (_, one, numbers, told) => {
    const mail = await of(one);
    for (const number of numbers) {
      expect(seen(mail)).toContain(number);
      expect(mail.text).toContain(number);
    }
    expect(alts(mail)).toHaveLength(1);
    for (const words of told) expect(alts(mail)[0]).toContain(words);
  });

  test("a people query's are of everybody, where that is known", async () => {
    expect(seen(await digestMail(digest([PEOPLE], { everybody: 13_180 })))).toContain("of 13,180 people · 10%");
    const { everybody: _, ...unknown } = digest([PEOPLE]);
    expect(seen(await digestMail(unknown))).toContain("1,318 people");
    // Everybody was counted a moment before.
    expect(seen(await digestMail(digest([PEOPLE], { everybody: 1_000 })))).toContain("of 1,318 people · 100%");
  });

  test("the mail's list shows the first ones", async () => {
    const { html } = await of(ORDERS, BROWSERS, FUNNEL);
    expect(html.slice(html.indexOf("<body"), html.indexOf("<h1"))).toContain(
      "Orders: 8,282 · From product to order: 15.62%",
    );
  });
});

describe("each report", () => {
  test("leads to itself on the dashboard: the address holds the question", async () => {
    const { html, text } = await of(...EVERY_KIND);
    for (const { question } of EVERY_KIND) {
      const href = `https://data.example.com${addressOf(question)}`;
      expect(JSON.parse(new URL(href).searchParams.get("q") ?? "")).toEqual(JSON.parse(JSON.stringify(question)));
      expect(decoded(html)).toContain(`href="${href}"`);
      expect(text).toContain(`\n${href}`);
    }
  });

  test("whose question is too long for an address leads to Home", async () => {
    const or = Array.from({ length: 60 }, (_, at) => ({ person: "id", value: `${at}`.repeat(30) }));
    const long = report("Long", { kind: "cohort", where: { or } }, { count: 1, base: 2, people: [] });
    expect((await of(long)).html).toContain('href="https://data.example.com/"');
  });

  test("has its picture, which the HTML names, twice as fine as it is shown", async () => {
    const { html, attachments } = await of(...EVERY_KIND);
    expect([...html.matchAll(/src="cid:([^"]+)"/g)].map(([, cid]) => cid)).toEqual(attachments.map(({ cid }) => cid));
    expect(new Set(attachments.map(({ cid }) => cid)).size).toBe(EVERY_KIND.length);
    for (const { bytes, filename, type } of attachments.slice(0, -1)) {
      expect({ filename, type }).toEqual({ filename: expect.stringMatching(/^report-\d+\.png$/), type: "image/png" });
      const { width, height } = decode(bytes, { checkCrc: true });
      expect({ width, height }).toEqual({ width: 2 * CHART_SIZE.width, height: 2 * CHART_SIZE.height });
    }
  });

  test("says when it is about, in the zone it was counted in", async () => {
    const mail = await of(ORDERS, PEOPLE);
    expect(seen(mail)).toMatch(/Order Completed · Mar 9\s–\s15, 2026/);
    expect(seen(mail)).toContain("People · now");
  });

  test("says what isn't over yet, and what its answer notes", async () => {
    const noted = report(
      "Noted",
      { kind: "segmentation", range: { last: { value: 2, unit: "day" } }, series: [{ event: "A" }] },
      { labels: days(2), series: [{ series: "A", data: [1, 2], total: 3 }], notes: ["Only 50 groups are shown."] },
      { incomplete: days(1) },
    );
    const mail = await of(noted);
    for (const text of [seen(mail), mail.text]) {
      expect(text).toContain("Sun, Mar 15 isn't over yet");
      expect(text).toContain("Only 50 groups are shown.");
    }
  });
});

describe("a report with nothing in it says so, and has no picture", () => {
  const range = { range: { last: { value: 2, unit: "week" } } };
  const nobody = {
    count: 0,
    percentOfFirst: 0,
    percentOfPrevious: null,
    dropped: null,
    avgSeconds: null,
    medianSeconds: null,
  };
  const funnel = {
    kind: "funnel",
    ...range,
    steps: [{ event: "A" }, { event: "B" }],
    window: { value: 1, unit: "day" },
  };
  const retention = { kind: "retention", ...range, interval: "week", start: { event: "A" } };
  const chart = { kind: "segmentation", ...range, series: [{ event: "A" }] };
  const point = { bucket: "2026-03-15", entered: 0, converted: 0, rate: 0, final: true };
  const row = (bucket: string, values: number[]) => ({ bucket, values });
  test.each([
    [chart, { labels: days(2), series: [{ series: "A", data: [0, 0], total: 0 }] }, "Nothing happened in this time."],
    [{ ...chart, series: undefined, top: 5 }, { labels: days(2), series: [] }, "Nothing happened in this time."],
    [funnel, { steps: [nobody, nobody] }, "Nothing happened in this time."],
    [{ ...funnel, breakdown: { source: "event", key: "x" } }, { breakdown: {} }, "Nothing happened in this time."],
    [{ ...funnel, view: "trend" }, { trend: { a: [point] }, breakdown: {} }, "Nothing happened in this time."],
    [{ ...funnel, view: "timeToConvert" }, { timeToConvert: { bins: [], averageSeconds: null } }, "Nobody converted"],
    [retention, { cohorts: [row("2026-03-09", [0])], average: [null] }, "Nothing happened in this time."],
    [retention, { cohorts: [row("2026-03-09", [3])], average: [1] }, "One week is not enough"],
    [retention, { cohorts: [row("2026-03-02", [3, 0]), row("2026-03-09", [3])], average: [1, null] }, "a whole week"],
  ])("%j", async (question, answer, words) => {
    const mail = await of(report("Empty", question, answer));
    expect(seen(mail)).toContain(words);
    expect(mail.text).toContain(words);
    expect(mail.attachments).toEqual([]);
    expect(mail.html).not.toContain("<img");
  });

  test("nobody is like this, or there is nobody", async () => {
    const cohort = { kind: "cohort", where: { person: "age", op: "gt", value: 35 } };
    const nobody = report("A", cohort, { count: 0, base: 0, people: [] });
    expect(seen(await of(nobody))).toContain("Nobody is like this");
    const none = await digestMail(digest([nobody], { everybody: 0 }));
    expect(seen(none)).toContain("Nobody was here yet");
    expect(none.attachments).toEqual([]);
  });

  test("a fall to nothing is told", async () => {
    const line = (value: number) => ({ labels: days(1), series: [{ series: "A", data: [value], total: value }] });
    const mail = await of(report("Fell", { ...chart, compare: "previous" }, { ...line(0), previous: line(40) }));
    expect(seen(mail)).toContain("−100.0% from 40");
  });

  test("one that could not be answered says why, and the others are there", async () => {
    const { question } = ORDERS;
    const mail = await of({ name: "Old", question, failure: "saved under <older> rules" }, ORDERS);
    expect(seen(mail)).toContain("This could not be answered: saved under <older> rules");
    expect(mail.attachments.map(({ cid }) => cid)).toEqual(["report-2@headwater"]);
  });

  test("one that is gone leads to Home, where those are that had no room", async () => {
    const gone = { name: "Report 7", question: null, failure: "it was deleted." };
    const mail = await digestMail(digest([gone, ORDERS], { more: 2 }));
    expect(seen(mail)).toContain("Report 7 This could not be answered: it was deleted.");
    expect(mail.text).toContain(
      "Report 7\n\n\nThis could not be answered: it was deleted.\nhttps://data.example.com/\n",
    );
    for (const words of [seen(mail), mail.text]) expect(words).toContain("2 more reports are on Home.");
    expect(seen(await digestMail(digest([ORDERS], { more: 1 })))).toContain("1 more report is on Home.");
    expect(seen(await of(ORDERS))).not.toContain("on Home");
  });

  test("the line below the title says how often it comes, where it does", async () => {
    expect(seen(await of(ORDERS))).toContain("Weekly · Sunday, March 15, 2026");
    const once = await digestMail(
      digest([ORDERS], { period: { every: null, at: Date.parse("2026-03-15T07:00:00Z") } }),
    );
    expect(once.text.split("\n")[1]).toBe("Sunday, March 15, 2026");
  });
});

describe("names that somebody else wrote", () => {
  /** The same reports, with every name replaced. */
  const named = (name: string) =>
    digest(
      [
        report(
          name,
          { kind: "segmentation", range: { last: { value: 2, unit: "day" } }, top: 2 },
          {
            labels: days(2),
            series: [
              { series: name, breakdown: name, data: [1, 2], total: 3 },
              { series: "other", data: [1, 1], total: 2 },
            ],
            notes: [name],
          },
        ),
        report(
          name,
          {
            kind: "funnel",
            range: { last: { value: 2, unit: "day" } },
            steps: [{ event: name }, { event: name }],
            window: { value: 1, unit: "day" },
          },
          {
            steps: [
              {
                count: 2,
                percentOfFirst: 100,
                percentOfPrevious: null,
                dropped: null,
                avgSeconds: null,
                medianSeconds: null,
              },
            ],
          },
        ),
        { name, question: PEOPLE.question, failure: name },
      ],
      { title: name },
    );
  /** Elements and the names of their attributes, without what is in them. */
  const bones = ({ html }: DigestMail): string[] =>
    [...html.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/="[^"]*"/g, ""));

  test.each([
    `<script>alert(1)</script>`,
    `"><img src=x onerror=alert(1)>`,
    `' onmouseover='alert(1)`,
    `</title></style><!-- `,
    `<![endif]-->`,
    `&lt;b&gt; &#60;`,
    "a\r\nBcc: all\u2028\u0000\u0085b",
    "{{ person }} {% raw %}",
    "__proto__",
  ])("%j change nothing but a text", async (name) => {
    const [hostile, harmless] = [await digestMail(named(name)), await digestMail(named("name"))];
    expect(bones(hostile)).toEqual(bones(harmless));
    expect(hostile.text.split(/[\n\r\u2028\u2029\u0085]/)).toHaveLength(harmless.text.split("\n").length);
    expect(hostile.subject).not.toMatch(/\p{Cc}/u);
    expect(hostile.attachments.map(({ filename }) => filename)).toEqual(
      harmless.attachments.map(({ filename }) => filename),
    );
  });

  test("don't turn the text around them, and are cut off", async () => {
    const mail = await digestMail(named(`\u202e\u2066gpj.exe\u200f${"x".repeat(240)}`));
    expect(mail.subject).toMatch(/^gpj\.exex{100,}…$/);
    expect(mail.html + mail.text).not.toMatch(/\p{Bidi_Control}/u);
    expect(mail.subject.length).toBeLessThanOrEqual(200);
  });

  test("that look like an address lead to the report, not there", async () => {
    const { html } = await digestMail(named("evil.example"));
    const [, href] = /<a class="ink" href="([^"]*)"[^>]*>evil\.example/.exec(html) ?? [];
    expect(href).toMatch(/^https:\/\/data\.example\.com\/segmentation/);
  });

  test("a dashboard that is no web address is refused", async () => {
    await expect(digestMail(digest([ORDERS], { workspaceUrl: "javascript:alert(1)//" }))).rejects.toThrow(TypeError);
  });
});

describe("size", () => {
  test("twelve reports are well below what mail programs take, and below where Gmail cuts HTML off", async () => {
    const mail = await of(...EVERY_KIND, BROWSERS, REVENUE);
    const base64 = mail.attachments.reduce((sum, { bytes }) => sum + Math.ceil(bytes.length / 57) * 78, 0);
    expect(new TextEncoder().encode(mail.html).length).toBeLessThan(102_000);
    expect(base64 + mail.html.length + mail.text.length).toBeLessThan(500_000);
  });

  test("the same answers make the same mail", async () => {
    expect(await of(...EVERY_KIND)).toEqual(await of(...EVERY_KIND));
  });

  test("a digest of no reports is one, too", async () => {
    expect(seen(await of())).toContain("The shop this week");
  });
});
