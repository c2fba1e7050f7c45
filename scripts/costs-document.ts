import { billOf } from "../src/operations/bill.ts";
import { MIXPANEL_LISTED_EVENTS, mixpanelDollars, PEERS_AS_OF, segmentDollars } from "../src/operations/peers.ts";
import { PLAN_DOLLARS, type Priced, PRICES, PRICES_AS_OF } from "../src/operations/prices.ts";
import {
  ASSUMED,
  batchesOf,
  bytesPerEvent,
  type Client,
  type CountedRuns,
  dollarsOfYear,
  runningOf,
  yearOf,
} from "./year-of-costs.ts";

const MILLION = 1_000_000;
const SIZES = [1, 10, 100].map((millions) => millions * MILLION);
const WAYS = [
  { label: "nothing else", destinations: 0, audiences: 0 },
  { label: "3 destinations", destinations: 3, audiences: 0 },
  { label: "3 destinations, 4 audiences", destinations: 3, audiences: 4 },
] as const;
/** Events of a person in a month: what turns events into the tracked people that Segment bills. */
const EVENTS_PER_PERSON = 20;

const table = (rows: readonly (readonly string[])[]): string => {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map((_, at) => (at === 0 ? "---" : "--:")).join("|")}|`, ...body.map(line)].join("\n");
};
const money = (dollars: number): string =>
  `$${dollars.toLocaleString("en-US", { minimumFractionDigits: dollars < 100 ? 2 : 0, maximumFractionDigits: dollars < 100 ? 2 : 0 })}`;
const many = (n: number): string => n.toLocaleString("en-US", { maximumFractionDigits: n < 10 ? 2 : 0 });
const millions = (n: number): string => `${many(n / MILLION)} M`;

function yearTable(runs: CountedRuns): string {
  const rows = SIZES.flatMap((events) =>
    WAYS.flatMap(({ label, destinations, audiences }) =>
      [10, 1].map((perRequest) => {
        const year = yearOf(runs, { events, perRequest, destinations, audiences });
        const [first, last] = [year[0], year.at(-1)];
        return [
          `${many(events / MILLION)} M, ${label}`,
          String(perRequest),
          money(first?.bill ?? 0),
          money(last?.bill ?? 0),
          money(dollarsOfYear(year)),
          money(year.reduce((sum, { listPrice }) => sum + listPrice, 0)),
        ];
      }),
    ),
  );
  return table([
    ["events a month", "events a request", "1st month", "12th month", "year", "year, nothing included"],
    ...rows,
  ]);
}

function operationsTable(runs: CountedRuns, client: Omit<Client, "events">): string {
  const quantities = SIZES.map((events) => runningOf(runs, { ...client, events }));
  const bills = quantities.map((one) => billOf(one));
  const rows = (Object.keys(PRICES) as Priced[]).flatMap((key, index) => {
    if (key === "database" || key === "bucket") return [];
    const counted = bills[0]?.lines[index]?.counted === true ? "" : " *";
    const cells = quantities.flatMap((one, at) => [many(one[key]), money(bills[at]?.lines[index]?.listPrice ?? 0)]);
    return [[`${PRICES[key].what}${counted}`, ...cells]];
  });
  return table([["a month", "1 M", "$", "10 M", "$", "100 M", "$"], ...rows]);
}

function monthsTable(runs: CountedRuns): string {
  const years = SIZES.map((events) => yearOf(runs, { events, perRequest: 10, destinations: 3, audiences: 4 }));
  const rows = Array.from({ length: 12 }, (_, index) => [
    String(index + 1),
    ...years.flatMap((year) => {
      const month = year[index];
      return month === undefined ? [] : [many(month.databaseGb), many(month.archiveGb), money(month.bill)];
    }),
  ]);
  const head = ["1 M", "10 M", "100 M"].flatMap((size) => [`${size}: D1 GB`, "R2 GB", "bill"]);
  return table([["month", ...head], ...rows]);
}

function peersTable(runs: CountedRuns): string {
  const rows = SIZES.map((events) => {
    const people = events / EVENTS_PER_PERSON;
    const ours = dollarsOfYear(yearOf(runs, { events, perRequest: 10, destinations: 3, audiences: 4 }));
    const theirs = 12 * (segmentDollars(people) + mixpanelDollars(events));
    const mark = events > MIXPANEL_LISTED_EVENTS ? " †" : "";
    return [
      millions(events),
      many(people),
      money(12 * segmentDollars(people)) + (people > 100_000 ? " ‡" : ""),
      money(12 * mixpanelDollars(events)) + mark,
      money(theirs),
      money(ours),
      `${many(theirs / ours)} ×`,
    ];
  });
  return table([
    ["events a month", "people a month", "Segment, year", "Mixpanel, year", "both", "Headwater, year", ""],
    ...rows,
  ]);
}

/** docs/costs.md from counts. Pure, so that a test can say whether the file is the current one. */
export function costsDocument(runs: CountedRuns, from: string): string {
  const bytes = bytesPerEvent(runs);
  const room = ASSUMED.databaseBytes * ASSUMED.fullAt;
  const days = (events: number): string => many((room / (events * bytes)) * ASSUMED.days);
  const [one = 0, ten = 0, hundred = 0] = SIZES;
  return `# A year of a client on paper

Written by \`npm run costs\` from [bench/results/${from}](../bench/results/${from}): operations counted by the product itself on
the local runtime (\`npm run bench -- costs\`), times Cloudflare's list prices of ${PRICES_AS_OF} (\`src/operations/prices.ts\`, each with
its page). What a running deployment really does stands on its Status screen, counted the same way.

## The year

With what the plan includes (one deployment in the account), and the plan's $${PLAN_DOLLARS} a month. Twelve months of the same
traffic; storage grows.

${yearTable(runs)}

Ten events a request is what our SDK and all server libraries do when there is something to collect; one a request is the worst
there is. A queue message is most of the difference.

## Operations of a month

Ten events a request, three destinations, four audiences. Dollars at list price, nothing included; \`*\` is reckoned, the rest counted.

${operationsTable(runs, { perRequest: 10, destinations: 3, audiences: 4 })}

Consumer batches a month: ${SIZES.map((events) => `${millions(batchesOf({ events, perRequest: 10, destinations: 0, audiences: 0 }))} at ${millions(events)}`).join(", ")}.

## Month by month

Ten events a request, three destinations, four audiences. An event takes ${many(bytes)} bytes (counted; a browser's whole context).

${monthsTable(runs)}

Above 70 % of the database the oldest days move to R2 ([archive.md](archive.md)). At 1 M a month the database holds ${days(one)} days,
at 10 M ${days(ten)}, at 100 M ${days(hundred)}: a client of that size asks most of its questions of the archive, and is better off with the
catalogue or ClickHouse that archive.md describes. The prices above hold for keeping and forwarding its events all the same.

## Beside Segment and Mixpanel

Ten events a request, three destinations, four audiences; ${EVENTS_PER_PERSON} events of a person a month.

${peersTable(runs)}

- Segment: Team plan, $120 with 10,000 tracked people, then $0.012, $0.011 (above 25,000) and $0.010 (above 100,000) each, as
  [Lago's template of Segment's prices](https://getlago.com/docs/templates/hybrid/segment) states them (looked up ${PEERS_AS_OF}).
  ‡ Above what Team is sold for, prices are agreed on; the last tier is continued.
- Mixpanel: Growth plan, a million events free, then $0.28 a thousand, as pages of 2026 quote [mixpanel.com/pricing](https://mixpanel.com/pricing)
  (looked up ${PEERS_AS_OF}; its own page was not at hand). Volume discounts exist: 20 million are said to cost about $2,300 a month, not
  the $${many(mixpanelDollars(20 * MILLION))} of the list. † Above 20 million it is a contract; the list is continued.
- Neither price holds what both can't do with the data once it is theirs, and ours holds no work: somebody looks after a deployment.

## What was taken for granted

| | |
|---|---|
| traffic | falls into ${ASSUMED.busyHours} hours of a day, evenly; the consumer takes what came in a second |
| SDK and settings | ${ASSUMED.scriptsPerEvent} requests an event: a page's script comes out of the browser's cache nearly always |
| questions | ${many(ASSUMED.questions)} a month, each reading ${ASSUMED.rowsPerEvent} rows an event of the last 30 days (the middle of \`npm run bench -- query\`) |
| moving to the archive | ${ASSUMED.rowsPerMoved} rows written an event that leaves the database, ${ASSUMED.bucketWritesPerDay} writes and ${ASSUMED.bucketReadsPerDay} reads of the bucket a day; as many bytes there as in D1, though files there are smaller |
| processor time, object duration, log lines | reckoned (\`src/operations/bill.ts\`) from measured times a request and an event, and 0.1 s of 128 MB a call |
| mails, catalogue, live viewers | none |
`;
}
