import { reasonOf } from "#core/log.ts";
import { DeliveryError, RateLimited, Rejected, Unavailable } from "#destinations/contract.ts";

/** What became of each event: null where it was taken. */
export type Outcomes = (DeliveryError | null)[];

/** Requests of one delivery; a free Worker may make 50 in all. */
export const MAX_REQUESTS = 40;

/** For what a delivery leaves over because of that: it is next. */
export const leftOver = (): RateLimited =>
  new RateLimited("This takes more requests than one delivery may make.", 1000);

/**
 * One request an event, in order. An event that is rejected doesn't keep the others; any other error holds for those after
 * it too, which are not tried.
 */
export async function oneByOne<Item>(items: readonly Item[], send: (item: Item) => Promise<void>): Promise<Outcomes> {
  const outcomes: Outcomes = [];
  let stopped: DeliveryError | null = null;
  for (const item of items) {
    const outcome: DeliveryError | null = stopped ?? (await outcomeOf(() => send(item)));
    if (outcome !== null && !(outcome instanceof Rejected)) stopped = outcome;
    outcomes.push(outcome);
  }
  return outcomes;
}

/**
 * One request for all. Where the whole is rejected and nobody says because of which event, halves are sent until the bad
 * ones are alone; any other error holds for all that is not sent yet. What is not found out within the bound waits.
 */
export async function halving<Item>(
  items: readonly Item[],
  send: (items: readonly Item[]) => Promise<void>,
): Promise<Outcomes> {
  let requests = 0;
  let stopped: DeliveryError | null = null;
  const attempt = async (part: readonly Item[]): Promise<Outcomes> => {
    if (requests === MAX_REQUESTS) stopped ??= leftOver();
    if (stopped !== null) return part.map(() => stopped);
    requests += 1;
    const outcome = await outcomeOf(() => send(part));
    if (outcome instanceof Rejected && part.length > 1) {
      const middle = Math.ceil(part.length / 2);
      return [...(await attempt(part.slice(0, middle))), ...(await attempt(part.slice(middle)))];
    }
    if (outcome !== null && !(outcome instanceof Rejected)) stopped = outcome;
    return part.map(() => outcome);
  };
  return items.length === 0 ? [] : attempt(items);
}

async function outcomeOf(send: () => Promise<void>): Promise<DeliveryError | null> {
  try {
    await send();
    return null;
  } catch (thrown) {
    return thrown instanceof DeliveryError ? thrown : new Unavailable(reasonOf(thrown), { cause: thrown });
  }
}
