import { reasonOf } from "#core/log.ts";
import { DeliveryError, Rejected, Unavailable } from "#destinations/contract.ts";

/** What became of each event: null where it was taken. */
export type Outcomes = (DeliveryError | null)[];

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

async function outcomeOf(send: () => Promise<void>): Promise<DeliveryError | null> {
  try {
    await send();
    return null;
  } catch (thrown) {
    return thrown instanceof DeliveryError ? thrown : new Unavailable(reasonOf(thrown), { cause: thrown });
  }
}
