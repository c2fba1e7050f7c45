/** What the feed shows, as it stands in the address. */
export interface LiveChoice {
  /** Event names; none: all. */
  events: readonly string[];
  /** Two letters each; none: everywhere. */
  countries: readonly string[];
  /** A person as in rows (`u:…`, `a:…`), or a userId or anonymousId. */
  person: string | null;
  showsBots: boolean;
}

export function choiceIn(search: string): LiveChoice {
  const parameters = new URLSearchParams(search);
  return {
    events: parameters.getAll("event"),
    countries: parameters.getAll("country"),
    person: parameters.get("person"),
    showsBots: parameters.get("bots") === "shown",
  };
}

/** The search part of the address with another choice; what else it says stays. */
export function searchWithChoice(search: string, { events, countries, person, showsBots }: LiveChoice): string {
  const parameters = new URLSearchParams(search);
  for (const name of ["event", "country", "person", "bots"]) parameters.delete(name);
  for (const event of events) parameters.append("event", event);
  for (const country of countries) parameters.append("country", country);
  if (person !== null && person !== "") parameters.set("person", person);
  if (showsBots) parameters.set("bots", "shown");
  const text = parameters.toString();
  return text === "" ? "" : `?${text}`;
}

export const ALL: LiveChoice = { events: [], countries: [], person: null, showsBots: false };

/** Does it leave out anything but bots? */
export const isNarrow = ({ events, countries, person }: LiveChoice): boolean =>
  events.length > 0 || countries.length > 0 || person !== null;

/** The filter as the live socket takes it (docs/live.md). */
export const socketFilter = ({ events, countries, person, showsBots }: LiveChoice): Record<string, unknown> => ({
  ...(events.length > 0 && { event: events }),
  ...(countries.length > 0 && { country: countries }),
  ...(person !== null && { person }),
  ...(!showsBots && { bots: false }),
});

/** The same as parameters of GET /api/events. */
export function eventsSearch({ events, countries, person, showsBots }: LiveChoice): URLSearchParams {
  const parameters = new URLSearchParams(events.map((event) => ["event", event]));
  if (person !== null) parameters.set("person", person);
  if (!showsBots) parameters.set("bots", "exclude");
  if (countries.length > 0) {
    const any = countries.map((value) => ({ property: "$country", op: "eq", value }));
    parameters.set("filter", JSON.stringify({ or: any }));
  }
  return parameters;
}
