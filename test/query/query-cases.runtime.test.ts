import { isUsableId } from "#core/ids.ts";
import { beforeEach, describe, expect, it } from "vitest";
import { emptyWorkspace } from "../support/empty-workspace.ts";
import { admin, createSource, post, storedEvents } from "../support/world.ts";
import { type Case, casesOf, differences } from "./cases.ts";

/** Cases with the same history share one workspace. */
function histories(cases: readonly Case[]): Case[][] {
  const groups = Map.groupBy(cases, ({ events, persons }) => JSON.stringify([events, persons ?? []]));
  return [...groups.values()];
}

/** Some cases call a person by a word that no id can be. */
const usable = (id: string): string => (isUsableId(id) ? id : `~${id}`);

/** What a site and its server would send: events, then what is known of people, each id of a person aliased to its first. */
function messagesOf({ events, persons = [] }: Case): object[] {
  const known = persons.flatMap(({ distinctIds: [first = "", ...others], properties = {} }) => [
    { type: "identify", userId: usable(first), traits: properties },
    ...others.map((other) => ({ type: "alias", previousId: usable(other), userId: usable(first) })),
  ]);
  const happened = events.map(({ distinctId, event, timestamp, properties }) => ({
    type: "track",
    userId: usable(distinctId),
    event,
    timestamp,
    properties,
  }));
  return [...happened, ...known].map((message, index) => ({ ...message, messageId: `m${index}` }));
}

/** Labels of people are their smallest user id; a case calls them by their first. */
function namesOf({ persons = [] }: Case): Map<string, string> {
  const label = (ids: readonly string[]) => `u:${ids.map(usable).toSorted()[0] ?? ""}`;
  return new Map(persons.map(({ distinctIds }) => [label(distinctIds), distinctIds[0] ?? ""]));
}

/** The answer with people called as the case calls them; lists of them sorted again. */
function named(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) {
    const list = value.map((one) => named(one, names));
    const isPeople = value.every((one) => typeof one === "string" && /^[ua]:/.test(one));
    return isPeople ? list.map(String).toSorted() : list;
  }
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, named(one, names)]));
  return typeof value === "string" && /^[ua]:/.test(value) ? (names.get(value) ?? value.slice(2)) : value;
}

/** Events of one request, at most. */
const A_BATCH = 500;

async function load(given: Case): Promise<void> {
  const source = await createSource("secret", given.name);
  const messages = messagesOf(given);
  for (let from = 0; from < messages.length; from += A_BATCH) {
    const batch = messages.slice(from, from + A_BATCH);
    expect(await (await post("/v1/batch", source.writeKey, { batch })).json()).toEqual({ success: true });
  }
  await storedEvents(source, messages.length);
  // Aliases reach the map a moment later.
  for (const { distinctIds } of given.persons ?? []) {
    for (const id of distinctIds.slice(1)) await joined(usable(id), usable(distinctIds[0] ?? ""));
  }
}

async function joined(id: string, to: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const [a = null, b = null] = await Promise.all(
      [id, to].map((one) => admin<{ id: string }>(`/api/people/${encodeURIComponent(`u:${one}`)}`).catch(() => null)),
    );
    if (a !== null && b !== null && a.id === b.id) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${id} did not become ${to}`);
}

beforeEach(emptyWorkspace);

for (const kind of ["segmentation", "funnel", "retention", "cohort"] as const) {
  describe(`${kind} cases, through the tracking API and POST /api/query`, () => {
    const groups = histories(casesOf(kind));
    it.each(groups.map((cases) => [cases.map(({ name }) => name).join(", "), cases] as const))(
      "%s",
      async (_, cases) => {
        const [first] = cases;
        if (!first) return;
        await load(first);
        for (const given of cases) {
          const answer = await admin("/api/query", { method: "POST", body: JSON.stringify(given.query) });
          const ordered = given.query["top"] !== undefined || /ordered by/.test(given.name);
          expect(differences(given.expect, named(answer, namesOf(given)), { ordered }), given.name).toEqual([]);
        }
      },
    );
  });
}
