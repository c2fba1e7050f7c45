import { parseArgs } from "node:util";
import { benchAudiences } from "./audiences.ts";
import { benchCosts } from "./costs.ts";
import { benchIdentity } from "./identity.ts";
import { benchIngest } from "./ingest.ts";
import { benchLive } from "./live.ts";
import { benchQuery } from "./query.ts";
import { benchSdk } from "./sdk.ts";
import { benchStore } from "./store.ts";
import { benchTrackingPlan } from "./tracking-plan.ts";

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "4" },
    events: { type: "string" },
    only: { type: "string", default: "" },
    unrelated: { type: "string", default: "0,10,100,1000" },
    quick: { type: "boolean", default: false },
  },
});

const keep = !values.quick;
const ingest = values.quick
  ? { rounds: 1, seconds: 1, warmUpSeconds: 1, keep }
  : { rounds: Number(values.rounds), seconds: Number(values.seconds), warmUpSeconds: 2, keep };
const store = { events: values.quick ? 10_000 : Number(values.events ?? 100_000), keep };
const query = values.quick
  ? { events: 20_000, rounds: 1, only: values.only, keep }
  : { events: Number(values.events ?? 1_000_000), rounds: Number(values.rounds), only: values.only, keep };

// The cost table of `ingest` uses the rows that `store` counts, so that comes first.
const benchmarks: Record<string, () => Promise<void> | void> = {
  store: () => benchStore(store),
  identity: () => benchIdentity({ quick: values.quick, keep }),
  ingest: () => benchIngest(ingest),
  "tracking-plan": () =>
    benchTrackingPlan({ events: values.quick ? 5_000 : 20_000, rounds: Number(values.rounds), keep }),
  query: () => benchQuery(query),
  audiences: () =>
    benchAudiences({
      events: values.quick ? 5_000 : Number(values.events ?? 100_000),
      window: 100,
      unrelated: values.unrelated.split(",").map(Number),
      keep,
    }),
  sdk: () =>
    benchSdk(values.quick ? { rounds: 1, events: 20, keep } : { rounds: Number(values.rounds), events: 100, keep }),
  costs: () => benchCosts({ events: values.quick ? 100 : Number(values.events ?? 2_000), keep }),
  live: () => benchLive({ seconds: values.quick ? 3 : 10, perSecond: 100, keep }),
};
const wanted = positionals.length === 0 ? Object.keys(benchmarks) : positionals;
for (const name of wanted) {
  const benchmark = benchmarks[name];
  if (benchmark === undefined)
    throw new Error(`no benchmark "${name}"; there are: ${Object.keys(benchmarks).join(", ")}`);
  await benchmark();
}
