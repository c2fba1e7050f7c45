import type { TrackedEvent } from "#core/event.ts";
import type { PlannedEvent } from "#core/tracking-plan.ts";
import { interpret } from "#ingest/interpret.ts";
import { compilePlan } from "#tracking-plan/compile.ts";
import { infer } from "#tracking-plan/infer.ts";
import { judge } from "#tracking-plan/judge.ts";
import { shop } from "../scripts/demo/shop.ts";
import { requestRecord } from "../test/support/request-record.ts";
import { shown } from "./numbers.ts";
import { machine, publish, table } from "./report.ts";

const request = requestRecord({ receivedAt: Date.now(), sourceKind: "secret" });

/** What judging an event costs beside making it of what a client sent: a shop's traffic, and the plan proposed from it. */
export function benchTrackingPlan({ events, rounds, keep }: { events: number; rounds: number; keep: boolean }): void {
  const calls = [...shop(3).history({ events, days: 14, until: Date.now() })];
  const batches = Array.from({ length: Math.ceil(calls.length / 100) }, (_, at) =>
    JSON.stringify({ batch: calls.slice(at * 100, at * 100 + 100) }),
  );
  const made = batches.flatMap((text) => interpret(request, JSON.parse(text)).events);
  const plan = compilePlan(1, "block", plansOf(made));
  const broken = made.map((event) => ({ ...event, properties: { ...event.properties, price: "12 EUR", title: 1 } }));
  const work: Record<string, () => number> = {
    "interpret, parsing included": () =>
      batches.reduce((sum, text) => sum + interpret(request, JSON.parse(text)).events.length, 0),
    "judge, all as planned": () => judged(made, plan),
    "judge, all with violations": () => judged(broken, plan),
  };
  const rates = new Map<string, number[]>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, run] of Object.entries(work)) {
      const begin = performance.now();
      run();
      // The first round warms up.
      if (round > 0) rates.set(name, [...(rates.get(name) ?? []), (made.length / (performance.now() - begin)) * 1_000]);
    }
  }
  const medians = [...rates].map(([name, list]) => ({ name, rate: median(list) }));
  const base = medians[0]?.rate ?? Number.NaN;
  const rows = medians.map(({ name, rate }) => [name, shown(rate), `${((base / rate) * 100).toFixed(1)} %`]);
  const text = `# What the tracking plan costs an event

${machine()}

${made.length} events of a shop, ${plan.events.size} planned; median of ${rounds} rounds, one thread.

${table([["", "events a second", "time of an event, beside interpret"], ...rows])}
`;
  publish("tracking-plan", text, Object.fromEntries(medians.map(({ name, rate }) => [name, rate])), keep);
}

function judged(events: readonly TrackedEvent[], plan: ReturnType<typeof compilePlan>): number {
  let found = 0;
  for (const event of events) if (judge(plan, event).finding) found += 1;
  return found;
}

function plansOf(events: readonly TrackedEvent[]): PlannedEvent[] {
  const tracked = Map.groupBy(
    events.filter(({ type }) => type === "track"),
    ({ event }) => event ?? "",
  );
  return [...tracked].map(([name, list]) => ({
    kind: "track" as const,
    name,
    enforcement: "allow" as const,
    description: "",
    owner: "",
    schema: infer(list.map(({ properties }) => properties)).schema,
  }));
}

const median = (list: readonly number[]): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? Number.NaN;
