import { randomFrom, type SyntheticEvent, syntheticEvents } from "./events.ts";

/**
 * Who the synthetic people are, for questions: every second one logs in, so is a device and a user; some of both kinds say
 * traits. Pure, so that each engine is filled with the same.
 */

/** Days that the events of every size span. */
export const DAYS = 90;
/** The first instant after the last day of the events, ms: what questions take for now. */
export const UNTIL = Date.UTC(2026, 9, 31);

/** Share of the sessions in which somebody with a login uses it. */
const LOGGED_IN = 0.7;

export function* populationEvents(count: number): Generator<SyntheticEvent> {
  for (const event of syntheticEvents({ count, until: UNTIL, days: DAYS })) {
    const isLoggedIn = event.person % 2 === 0 && randomFrom(event.session + 5)() < LOGGED_IN;
    yield { ...event, userId: isLoggedIn ? `user-${event.person + 1000}` : undefined };
  }
}

export const deviceUid = (event: SyntheticEvent): string => `a:${event.anonymousId}`;
export const actorUid = (event: SyntheticEvent): string =>
  event.userId === undefined ? deviceUid(event) : `u:${event.userId}`;

/** A device, and who logged in on it first. */
export interface Member {
  person: number;
  device: string;
  /** Did the device ever do something itself, without the user? */
  actedAlone: boolean;
  /** The first login: whose, in which message, when (ms). */
  login: { uid: string; messageId: string; ts: number } | null;
}

/** Collects the people of some events. */
export function createCensus() {
  const members = new Map<number, Member>();
  return {
    add(event: SyntheticEvent): void {
      const { person, messageId, timestamp: ts } = event;
      const member = members.get(person) ?? { person, device: deviceUid(event), actedAlone: false, login: null };
      if (event.userId === undefined) member.actedAlone = true;
      else member.login ??= { uid: actorUid(event), messageId, ts };
      members.set(person, member);
    },
    members: () => [...members.values()],
  };
}

/** Traits as one id stated them. */
export interface Statement {
  uid: string;
  /** ms */
  ts: number;
  traits: Record<string, string | number>;
}

const FIRST = ["Ada", "Bruno", "Carla", "Diego", "Elena", "Farid", "Grace", "Hugo", "Ines", "Jonas", "Kira", "Luis"];
const LAST = ["Abreu", "Baker", "Costa", "Duarte", "Evans", "Fischer", "Garcia", "Haddad", "Ito", "Jensen", "Klein"];
const pick = (list: readonly string[], random: number): string => list[Math.floor(random * list.length)] ?? "";

/**
 * What somebody said of themselves: whoever logged in, on a quarter of their devices something older as well, and every
 * second of those who never did. One in ten keeps the gender back, one in five the age.
 */
export function statementsOf({ person, device, actedAlone, login }: Member): Statement[] {
  const random = randomFrom(person + 31);
  const chance = random();
  const describe = (): Statement["traits"] => {
    const [first, last, sex, years] = [pick(FIRST, random()), pick(LAST, random()), random(), random()];
    return {
      name: `${first} ${last}`,
      email: `${first}.${last}.${person}@mail.example`.toLowerCase(),
      ...(sex < 0.9 && { gender: sex < 0.45 ? "female" : "male" }),
      ...(years < 0.8 && { age: 16 + Math.floor((years / 0.8) * 60) }),
      plan: random() < 0.17 ? "pro" : "free",
      newsletter: random() < 0.5 ? "yes" : "no",
    };
  };
  const statements: Statement[] = [];
  if (login !== null) statements.push({ uid: login.uid, ts: login.ts, traits: describe() });
  if (actedAlone && chance < (login === null ? 0.5 : 0.25)) {
    statements.push({ uid: device, ts: (login?.ts ?? UNTIL) - 86_400_000, traits: describe() });
  }
  return statements;
}
