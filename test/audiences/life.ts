import * as fc from "fast-check";
import { compareBytes, type Link } from "#identity/link.ts";
import type { Condition } from "#core/question.ts";
import { AudienceDefinition } from "#core/audience.ts";
import { conditionsOf } from "../oracle/query-conditions.ts";
import type { Act, History } from "../oracle/query-history.ts";
import { historyOf } from "../oracle/query-judge.ts";
import { seededRandom } from "../support/at-least-once.ts";

/** One thing that happens to a workspace. */
export type Step =
  | { kind: "events"; acts: Act[] }
  | { kind: "link"; link: Link }
  | { kind: "clock"; now: number }
  | { kind: "create"; where: Condition }
  | { kind: "redefine"; which: number; where: Condition };

export interface Life {
  now: number;
  steps: Step[];
}

const HOUR = 3_600_000;
const JUMPS = [1, 1_000, HOUR, HOUR - 1, 24 * HOUR, 24 * HOUR + 1, 7 * 24 * HOUR, 2.5 * 24 * HOUR];

const WINDOWS = [24 * HOUR, 7 * 24 * HOUR, 10 * 24 * HOUR, HOUR];

/** As they happen, each up to three days late, and some whenever. */
const arriving = ({ batches }: History, random: () => number): Act[] =>
  batches
    .flat()
    .map((act) => ({ act, key: act.at + (random() < 0.1 ? (random() - 0.5) * 60 : random() * 3) * 24 * HOUR }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ act }) => act);

/** A history told step by step: what people did in any order, who is one with whom and no longer, time going by; of so many acts. */
export function lifeOf(seed: number, most: number): Life {
  const history = historyOf(seed);
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const wheres = conditionsIn(history, seed);
  let nextWhere = 0;
  const where = (): Condition => wheres[nextWhere++ % wheres.length] ?? { did: { event: null } };
  const acts = arriving(history, random).slice(0, most);
  let now = history.era.from + below(5 * 24) * HOUR;
  const life: Life = { now, steps: [] };
  const { steps } = life;
  for (let made = 0; made < 4; made += 1) steps.push({ kind: "create", where: where() });
  const links = createLinks(history, below);
  for (let at = 0; at < acts.length;) {
    const dice = below(20);
    if (dice < 10) {
      const size = 1 + below(6);
      // Mostly they tell of what has just happened.
      const { at: happened = now } = acts[at] ?? {};
      if (happened > now && below(4) > 0) steps.push({ kind: "clock", now: (now = happened + below(HOUR)) });
      steps.push({ kind: "events", acts: acts.slice(at, at + size) });
      at += size;
    } else if (dice < 14) {
      steps.push({ kind: "link", link: links() });
    } else if (dice < 18) {
      // To the edge of a window that somebody's event falls out of, or just on.
      const { at: happened = 0 } = acts[below(Math.max(1, at))] ?? {};
      const edge = happened + (WINDOWS[below(WINDOWS.length)] ?? 0) + below(3) - 1;
      now = edge > now ? edge : now + (JUMPS[below(JUMPS.length)] ?? 1);
      steps.push({ kind: "clock", now });
    } else if (dice === 18) {
      steps.push({ kind: "create", where: where() });
    } else {
      steps.push({ kind: "redefine", which: below(100), where: where() });
    }
  }
  steps.push({ kind: "clock", now: now + 40 * 24 * HOUR });
  return life;
}

function conditionsIn({ era }: History, seed: number): Condition[] {
  const written = fc.sample(conditionsOf({ era }).cohort, { seed, numRuns: 60 });
  const named = TIMELY.map((where) => AudienceDefinition.parse({ name: "A", where }).where);
  const random = written.flatMap((where) => {
    const parsed = AudienceDefinition.safeParse({ name: "A", where });
    return parsed.success ? [parsed.data.where] : [];
  });
  // Every other one is of the kind that people make.
  return random.flatMap((one, at) => {
    const other = named[(at + seed) % named.length];
    return other ? [one, other] : [one];
  });
}

const DAY = { value: 1, unit: "day" };
const WEEK = { value: 1, unit: "week" };
const TIMELY: readonly object[] = [
  {
    and: [
      { person: "plan", value: "pro" },
      { did: { event: "Buy" }, count: { op: "gte", value: 1 } },
    ],
  },
  { did: { event: "Buy" }, within: WEEK },
  { didNot: { event: null }, within: WEEK },
  { person: "plan", op: "neq", value: "pro" },
  { person: "plan", op: "is_set" },
  { person: "day", op: "date_after", value: { ago: WEEK } },
  {
    or: [
      { person: "plan", value: "free" },
      { did: { event: "View" }, within: DAY },
    ],
  },
  { stopped: { event: null }, within: { value: 10, unit: "day" }, recent: DAY },
  { did: { event: null, filter: { property: "plan", value: "pro" } } },
];

/** Links of any two ids, made and taken back by hand, and made again. */
function createLinks({ people }: History, below: (limit: number) => number): () => Link {
  const users = people.flatMap((one) => one.users);
  const devices = people.flatMap((one) => one.devices);
  const made: Link[] = [];
  let clock = 0;
  const one = (list: readonly string[]): string => list[below(list.length)] ?? "nobody";
  return () => {
    clock += 1;
    const old = made[below(made.length)];
    if (old && below(2) === 0) {
      const isApart = old.apartAt > old.joinedAt;
      return Object.assign(old, isApart ? { joinedAt: clock } : { apartAt: clock }) && { ...old };
    }
    const common = {
      ts: 1 + below(4),
      messageId: "m",
      via: "alias",
      sourceId: 1,
      seen: false,
      apartAt: 0,
      joinedAt: 0,
    };
    const isEdge = below(2) === 0 || devices.length === 0;
    const pair = isEdge
      ? [`u:${one(users)}`, `u:${one(users)}`].toSorted(compareBytes)
      : [`a:${one(devices)}`, `u:${one(users)}`];
    const [from = "", to = ""] = pair;
    if (from === to) return { ...common, kind: "claim", from: "a:somebody new", to };
    const link: Link = { ...common, kind: isEdge ? "edge" : "claim", from, to };
    made.push(link);
    return { ...link };
  };
}
