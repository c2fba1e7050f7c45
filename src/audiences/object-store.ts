import { type Members, openMembers } from "#audiences/members.ts";
import { type Moments, openMoments } from "#audiences/moments.ts";
import { openOutbox, type Outbox } from "#audiences/outbox.ts";
import { openStates, type States } from "#audiences/states.ts";

/** All that the Audiences object keeps. */
export interface ObjectStore {
  moments: Moments;
  members: Members;
  outbox: Outbox;
  states: States;
  /** All of it is written or nothing. Where it throws, open the store anew: what is in memory may be ahead. */
  atOnce: <T>(work: () => T) => T;
}

export const openStore = (storage: DurableObjectStorage): ObjectStore => ({
  moments: openMoments(storage.sql),
  members: openMembers(storage.sql),
  outbox: openOutbox(storage.sql),
  states: openStates(storage),
  atOnce: (work) => storage.transactionSync(work),
});
