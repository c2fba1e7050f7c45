import { createCalendar } from "#core/calendar.ts";
import { at, type Json, type JsonObject } from "#core/json.ts";
import { Question } from "#core/question.ts";
import type { HistoryEvent, PersonHistory, QuestionContext } from "#core/history.ts";

/** Facts about what numbers mean: events and people in, expected answer out. The expected answer names only what is compared. */
export interface Case {
  name: string;
  tags: string[];
  events: { distinctId: string; event: string; timestamp: string; properties?: JsonObject }[];
  persons?: { distinctIds: string[]; properties?: JsonObject }[];
  query: JsonObject;
  expect: JsonObject;
}

type Kind = Question["kind"];
const files = import.meta.glob<Case[]>("./cases/*.json", { import: "default", eager: true });

/** All cases of a kind, from cases/<kind>.json. */
export function casesOf(kind: Kind): Case[] {
  const cases = files[`./cases/${kind}.json`];
  if (cases === undefined) throw new Error(`there is no cases/${kind}.json`);
  return cases;
}

/** The case's question, parsed as the API does. */
export function questionOf<Wanted extends Kind>({ query }: Pick<Case, "query">, kind: Wanted) {
  const question = Question.parse(query);
  if (question.kind !== kind) throw new Error(`this is a ${question.kind} question`);
  return question as Extract<Question, { kind: Wanted }>;
}

/** With which zone, week start and now a question is asked; UTC and Sunday where it doesn't say. */
export function contextOf({ timezone = "UTC", weekStart = "sunday", now }: Question): QuestionContext {
  return {
    now: now === undefined ? Date.parse("2026-01-01T00:00:00Z") : Date.parse(now),
    calendar: createCalendar(timezone, weekStart),
  };
}

/** The people of a case with their events: ids of one person merged, order of arrival as in the file. */
export function peopleOf({ events, persons = [] }: Pick<Case, "events" | "persons">): PersonHistory[] {
  const found = new Map<string, { id: string; traits: JsonObject; events: HistoryEvent[] }>();
  const ownerOf = new Map(persons.flatMap(({ distinctIds }) => distinctIds.map((id) => [id, distinctIds[0] ?? id])));
  const personOf = (id: string) => {
    const person = found.get(id) ?? { id, traits: {}, events: [] };
    found.set(id, person);
    return person;
  };
  for (const { distinctIds, properties = {} } of persons) {
    for (const id of distinctIds.slice(0, 1)) personOf(id).traits = properties;
  }
  events.forEach(({ distinctId, event, timestamp, properties = {} }, seq) => {
    const property = (key: string) => at(properties, key);
    const person = personOf(ownerOf.get(distinctId) ?? distinctId);
    person.events.push({ ts: Date.parse(timestamp), seq, name: event, done: true, property });
  });
  return [...found.values()].map(({ id, traits, events }) => ({
    id,
    trait: (key) => at(traits, key),
    events: events.toSorted((a, b) => a.ts - b.ts || a.seq - b.seq),
  }));
}

/**
 * Where an answer differs from what is expected, one line each; none where it doesn't. Only what `expected` names is
 * compared; "*" is any value, null is none, numbers agree to a millionth. Rows of `series` are matched by their name and
 * group unless `ordered`.
 */
export function differences(expected: unknown, got: unknown, { ordered = false, path = "answer" } = {}): string[] {
  const different = () => [`${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(got)}`];
  if (expected === "*") return [];
  if (typeof expected === "number" && typeof got === "number") {
    return Math.abs(expected - got) <= 1e-6 * Math.max(1, Math.abs(expected)) ? [] : different();
  }
  if (typeof expected !== "object" || expected === null) return (expected ?? null) === (got ?? null) ? [] : different();
  if (Array.isArray(expected)) {
    if (!Array.isArray(got) || got.length !== expected.length) return different();
    const byName = !ordered && path.endsWith(".series");
    const mine = byName ? expected.map((row, index) => got.find((one) => isSameRow(row, one)) ?? got[index]) : got;
    return expected.flatMap((one, index) => differences(one, mine[index], { ordered, path: `${path}[${index}]` }));
  }
  if (typeof got !== "object" || got === null) return different();
  const values = new Map(Object.entries(got));
  return Object.entries(expected).flatMap(([key, value]) =>
    differences(value, values.get(key), { ordered, path: `${path}.${key}` }),
  );
}

/** A row is found by what it says of its series and its group; one that says neither stands where it stands. */
function isSameRow(row: Record<string, Json>, other: Record<string, Json>): boolean {
  const { series, breakdown } = row;
  if (series === undefined && breakdown === undefined) return false;
  return (series === undefined || series === other["series"]) && (breakdown ?? null) === (other["breakdown"] ?? null);
}
