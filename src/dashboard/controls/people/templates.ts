import type { Condition } from "#core/question.ts";
import type { EventName } from "#dashboard/api/schema.ts";

/** A people query that is one click away. */
export interface Template {
  name: string;
  says: string;
  where: Condition;
}

const SIGN_UP = /sign(ed)?[ _-]?up|registered|account[ _-]?created|user[ _-]?created/i;
const ORDER =
  /order[ _-]?(completed|placed)|purchase|checkout[ _-]?completed|payment[ _-]?(completed|succeeded)|subscri(bed|ption[ _-]?started)/i;

const days = (value: number) => ({ value, unit: "day" as const });

/** Templates of what this site's people do: only of events that were seen. */
export function templatesOf(events: readonly EventName[]): Template[] {
  const names = events.filter(({ kinds }) => kinds.includes("track")).map(({ name }) => name);
  const signUp = names.find((name) => SIGN_UP.test(name));
  const order = names.find((name) => ORDER.test(name));
  const goal = order ?? names.find((name) => name !== signUp);
  return [
    ...(signUp === undefined || goal === undefined
      ? []
      : [
          {
            name: order === undefined ? `${signUp}, never ${goal}` : "Signed up, never ordered",
            says: `did ${signUp}, never did ${goal}`,
            where: { and: [{ did: { event: signUp } }, { didNot: { event: goal } }] },
          },
        ]),
    ...(goal === undefined
      ? []
      : [
          {
            name: order === undefined ? `${goal} at least 3 times` : "Ordered at least 3 times",
            says: `did ${goal} at least 3 times in the last 90 days`,
            where: { and: [{ did: { event: goal }, count: { op: "gte" as const, value: 3 }, within: days(90) }] },
          },
        ]),
    {
      name: "Gone quiet for 14 days",
      says: "was here in the last 60 days, but not in the last 14",
      where: { and: [{ stopped: { event: null }, within: days(60), recent: days(14) }] },
    },
    {
      name: "New this week",
      says: "was here for the first time in the last 7 days",
      where: { and: [{ firstTime: { event: null }, within: days(7) }] },
    },
    {
      name: "Here on 3 of the last 7 days",
      says: "came regularly",
      where: { and: [{ regularly: { event: null }, every: days(1), periods: 7, atLeast: 3 }] },
    },
  ];
}
