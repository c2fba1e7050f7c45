import type { Json } from "#core/json.ts";
import type { Selector } from "#core/question.ts";
import type { HistoryEvent, PersonHistory } from "#core/history.ts";

/** An event, and whose it is. */
export interface Seen {
  event: HistoryEvent;
  person: PersonHistory;
}

/** Everything everybody did that is meant by a selector without filters. */
export const seenOf = (people: readonly PersonHistory[], selector: Selector): Seen[] =>
  people.flatMap((person) =>
    person.events.filter((event) => isMeant(selector, event)).map((event) => ({ event, person })),
  );

const isMeant = (selector: Selector, event: HistoryEvent): boolean =>
  "anyOf" in selector
    ? selector.anyOf.some((one) => isMeant(one, event))
    : selector.event === null
      ? event.done
      : selector.event === event.name;

/** The group an event falls into, by one key. */
export function carried(
  { source, key = "" }: { source: string; key?: string | string[] | undefined },
  event: HistoryEvent,
  person: PersonHistory,
): string {
  const values: Record<string, Json | undefined> = {
    event: event.property(String(key)),
    person: person.trait(String(key)),
    name: event.name,
  };
  const value = values[source] ?? "";
  if (typeof value === "object") throw new Error("random histories hold no lists and objects");
  return value === "" ? "$none" : String(value);
}
