import { propertyOf, type TrackedEvent } from "#core/event.ts";
import { compileFilter } from "#core/filter.ts";
import { isObject, objectOrEmpty } from "#core/json.ts";
import type { Connection, Subscription } from "#destinations/connection.ts";

/** Which of a connection's subscriptions an event goes to. Made once per run, asked for every event. */
export function compilePlan(
  connection: Pick<Connection, "slug" | "sources" | "bots" | "consentCategories" | "subscriptions">,
  destinationName: string,
): (event: TrackedEvent) => Subscription[] {
  const sources = connection.sources && new Set(connection.sources);
  const names = new Set([connection.slug.toLowerCase(), destinationName.toLowerCase()]);
  const enabled = connection.subscriptions
    .filter((subscription) => subscription.enabled)
    .map((subscription) => ({
      subscription,
      passes: subscription.filter === null ? null : compileFilter(subscription.filter),
    }));
  return (event) => {
    const mayGo =
      (sources === null || sources.has(event.sourceId)) &&
      (connection.bots || event.bot === null) &&
      isWanted(event, names) &&
      isGranted(event, connection.consentCategories);
    if (!mayGo) return [];
    return enabled
      .filter(({ passes }) => passes === null || passes((property) => propertyOf(event, property)))
      .map(({ subscription }) => subscription);
  };
}

/**
 * The spec's integrations object: a destination by name is on (true, or options) or off (false); `All` says it of the others.
 * https://segment.com/docs/guides/filtering-data/#filtering-with-the-integrations-object
 */
function isWanted({ integrations }: TrackedEvent, names: ReadonlySet<string>): boolean {
  const own = Object.entries(integrations).find(([name]) => names.has(name.toLowerCase()));
  if (own) return own[1] !== false;
  const all = Object.entries(integrations).find(([name]) => name.toLowerCase() === "all");
  return all?.[1] !== false;
}

/**
 * All categories of a connection must be granted. An event that says nothing of consent goes on, as at Segment:
 * https://www.twilio.com/docs/segment/privacy/consent-management/consent-in-segment-connections
 */
function isGranted({ context }: TrackedEvent, categories: readonly string[]): boolean {
  const preferences = objectOrEmpty(context["consent"])["categoryPreferences"];
  if (categories.length === 0 || !isObject(preferences)) return true;
  return categories.every((category) => preferences[category] === true);
}
