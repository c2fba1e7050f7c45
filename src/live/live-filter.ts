import * as z from "zod";
import { actorOf } from "#core/ids.ts";
import { countedName, propertyOf, type TrackedEvent } from "#core/event.ts";
import { compileFilter, Filter } from "#core/filter.ts";

/** One or several; they are any of. */
const oneOrMore = <Item extends z.ZodType>(item: Item) => z.union([item, z.array(item).max(50)]);
const name = z.string().max(256);

/**
 * Which events a watcher wants. All that is given must hold; a list means any of.
 * `event` and `notEvent` are names as counted (`eventName` in a row), `person` is a person or one of their ids.
 */
export const LiveFilter = z.strictObject({
  event: oneOrMore(name).optional(),
  notEvent: oneOrMore(name).optional(),
  person: name.optional(),
  /** Two letters, as in `country` of a row. */
  country: oneOrMore(name).optional(),
  source: oneOrMore(z.number().int()).optional(),
  /** False leaves out what the bot verdict took for a bot. */
  bots: z.boolean().optional(),
  /** Any property: `plan`, `cart.total`, `$city`, `context.app.version`. */
  where: Filter.optional(),
});
export type LiveFilter = z.infer<typeof LiveFilter>;

/**
 * A filter's JSON may have this many characters: it lies in its socket's attachment (16 KB at most), where it survives
 * the object's hibernation. https://developers.cloudflare.com/durable-objects/best-practices/websockets/
 */
export const MAX_FILTER_LENGTH = 4_000;

/** Does the watcher want this event? Made once per filter, asked for every event. */
export function compileLiveFilter(filter: LiveFilter): (event: TrackedEvent) => boolean {
  const tests: ((event: TrackedEvent) => boolean)[] = [];
  const { event, notEvent, person, country, source, bots, where } = filter;
  if (event !== undefined) tests.push(isAny(event, countedName));
  if (notEvent !== undefined) {
    const unwanted = isAny(notEvent, countedName);
    tests.push((event) => !unwanted(event));
  }
  if (person !== undefined) {
    tests.push((event) => event.userId === person || event.anonymousId === person || actorOf(event) === person);
  }
  if (country !== undefined) {
    tests.push(
      isAny(
        [country].flat().map((code) => code.toUpperCase()),
        (event) => event.country?.toUpperCase() ?? null,
      ),
    );
  }
  if (source !== undefined) tests.push(isAny(source, (event) => event.sourceId));
  if (bots === false) tests.push((event) => event.bot === null);
  if (where !== undefined) {
    const passes = compileFilter(where);
    tests.push((event) => passes((property) => propertyOf(event, property)));
  }
  return (event) => tests.every((test) => test(event));
}

function isAny<Value>(wanted: Value | Value[], read: (event: TrackedEvent) => Value | null) {
  const set = new Set([wanted].flat());
  return (event: TrackedEvent): boolean => {
    const value = read(event);
    return value !== null && (set as Set<unknown>).has(value);
  };
}
