import { type Act, identityModel, isBefore, type Model, type Said } from "../identity-model.ts";
import { isUsable, type Schedule, UIDS } from "./schedule.ts";
import type { DatabaseState, Rest } from "./worker/observe.ts";
import type { Observed } from "./worker/run.ts";

/** What is wrong with a run, each with the invariant it breaks; empty: nothing. */
export function problemsOf(schedule: Schedule, observed: Observed): string[] {
  const { messages, acts } = schedule;
  const model = identityModel(messages, acts, isUsable);
  const { quiet, cleaned } = observed;
  const rests = quiet === null ? [cleaned] : [quiet, cleaned];
  return [
    ...observed.unacknowledged.map((id) => `${id} is never acknowledged`),
    ...(observed.alarmsThrew > 0 ? ["an alarm threw"] : []),
    // An object whose alarm was lost may not know that all databases have its links.
    ...(quiet !== null && quiet.unpublished > 0 ? [`I1: ${quiet.unpublished} links are not published`] : []),
    ...rests.flatMap((rest) => [
      ...offModel(rest, model),
      ...offAliases(rest, schedule),
      ...offFacts(rest, messages, model),
      ...blockedIn(rest),
    ]),
    ...(acts.some(({ what }) => what === "part") ? [] : increases(observed.samples)),
    ...observed.samples.flat().flatMap(offOrder),
  ];
}

const shown = (value: unknown): string => JSON.stringify(value);

/** I1: each database, and the objects, agree with the model; nothing waits. */
function offModel({ databases, kept, pending }: Rest, model: Model): string[] {
  const problems: string[] = [];
  for (const [number, { persons, links }] of databases.entries()) {
    for (const uid of UIDS) {
      const person = persons[uid] ?? uid;
      const right = model.personOf(uid);
      if (person !== right) problems.push(`I1: database ${number} says ${uid} is ${person}, not ${right}`);
    }
    problems.push(
      ...differences(`I1: links of database ${number} and of the objects`, links.map(shownLink), kept.map(shownLink)),
    );
  }
  const right = model.links.map(({ ts, ...link }) => shown({ ...link, ts: ts ?? Number.MAX_SAFE_INTEGER }));
  const held = kept.map(({ from, to, ts, seen, apartAt, joinedAt }) =>
    shown({ from, to, seen, apartAt, joinedAt, ts }),
  );
  problems.push(...differences("I1: links of the objects and of the model", held, right));
  if (pending > 0) problems.push(`I1: ${pending} links are still noted as pending`);
  return problems;
}

const shownLink = (link: object): string => shown(Object.entries(link).toSorted(([a], [b]) => (a < b ? -1 : 1)));

function differences(what: string, found: string[], right: string[]): string[] {
  const missing = right.filter((one) => !found.includes(one));
  const extra = found.filter((one) => !right.includes(one));
  return missing.length + extra.length === 0
    ? []
    : [`${what}: missing ${missing.join(" ")}, too many ${extra.join(" ")}`];
}

/** I4 and I5: users that an alias names are one person, users that nothing names together are not. Acts apart. */
function offAliases({ databases }: Rest, { messages, acts }: Schedule): string[] {
  const linked = acts.filter(({ a }) => a.startsWith("u:")).map(({ a, b }) => [a, b]);
  const aliases = messages.filter(({ type, secret }) => type === "alias" && secret).flatMap(aliasOf);
  const everLinked = (a: string, b: string): boolean => {
    const reached = new Set([a]);
    for (const one of reached) {
      for (const pair of [...linked, ...aliases]) if (pair.includes(one)) pair.forEach((uid) => reached.add(uid));
    }
    return reached.has(b);
  };
  const users = UIDS.filter((uid) => uid.startsWith("u:"));
  return databases.flatMap(({ persons }) => {
    const personOf = (uid: string | undefined): string => persons[uid ?? ""] ?? uid ?? "";
    const lost = acts.some(({ what }) => what === "part")
      ? []
      : aliases.filter(([a, b]) => personOf(a) !== personOf(b)).map((pair) => `I4: ${pair.join(" and ")} are apart`);
    const strangers = users.flatMap((a) =>
      users.filter((b) => personOf(a) === personOf(b) && !everLinked(a, b)).map((b) => `I5: ${a} and ${b} are one`),
    );
    return [...lost, ...strangers];
  });
}

function aliasOf({ userId, previousId }: Said): string[][] {
  const named = userId !== null && previousId !== null && isUsable(userId) && isUsable(previousId);
  return named ? [[`u:${userId}`, `u:${previousId}`]] : [];
}

/** I6 and I9: every stored event is its actor's person's, and a userId decides who that is. */
function offFacts({ databases }: Rest, messages: readonly Said[], model: Model): string[] {
  const right = messages.map((message) => {
    const actor = model.actorOf(message);
    return shown({ messageId: message.id, actor, person: actor === null ? null : model.personOf(actor) });
  });
  return databases.flatMap(({ facts }, number) =>
    differences(
      `I6: events of database ${number}`,
      facts.map(({ messageId, actor, person }) => shown({ messageId, actor, person })),
      right,
    ),
  );
}

/** I7: without separations a link's time, and a user's person, only ever decrease. */
function increases(samples: readonly DatabaseState[][]): string[] {
  const problems: string[] = [];
  for (const [index, sample] of samples.entries()) {
    for (const [number, now] of sample.entries()) {
      const before = samples[index - 1]?.[number];
      for (const link of before?.links ?? []) {
        const later = now.links.find(({ from, to }) => from === link.from && to === link.to);
        if (!later || later.ts > link.ts)
          problems.push(`I7: ${link.from} → ${link.to} was from ${link.ts}, then ${later?.ts}`);
      }
      for (const [uid, person] of Object.entries(before?.persons ?? {})) {
        const later = now.persons[uid] ?? "nobody";
        if (uid.startsWith("u:") && isBefore(person, later)) problems.push(`I7: ${uid} was ${person}, then ${later}`);
      }
    }
  }
  return problems;
}

/** I7, always: a user's person is no larger than the user. */
const offOrder = ({ persons }: DatabaseState): string[] =>
  Object.entries(persons)
    .filter(([uid, person]) => uid.startsWith("u:") && isBefore(uid, person))
    .map(([uid, person]) => `I7: ${uid} is ${person}`);

/** I8: an id that names nobody is nowhere. */
function blockedIn({ databases, kept }: Rest): string[] {
  const uids = [
    ...kept.flatMap(({ from, to }) => [from, to]),
    ...databases.flatMap(({ persons, links }) => [
      ...Object.entries(persons).flat(),
      ...links.flatMap(({ from, to }) => [from, to]),
    ]),
  ];
  return [...new Set(uids)].filter((uid) => !isUsable(uid.slice(2))).map((uid) => `I8: ${uid} is known`);
}

/** I2 and I3: what two runs of the same messages and acts differ in. */
export function differencesOf(acts: readonly Act[], one: Observed, other: Observed): string[] {
  const map = ({ cleaned }: Observed) =>
    UIDS.map((uid) => [uid, ...cleaned.databases.map(({ persons }) => persons[uid] ?? uid)]);
  return shown(map(one)) === shown(map(other)) ? [] : [`I2: another order gives another map (${acts.length} acts)`];
}
