import { type Listeners, openListeners } from "#audiences/listeners.ts";
import { type Members, openMembers } from "#audiences/members.ts";
import { type Moments, openMoments } from "#audiences/moments.ts";
import { openOutbox, type Outbox } from "#audiences/outbox.ts";
import { openStates, type States } from "#audiences/states.ts";

/** All that the Audiences object keeps. */
export interface ObjectStore {
  moments: Moments;
  members: Members;
  listeners: Listeners;
  outbox: Outbox;
  states: States;
  /** All of it is written or nothing. Where it throws, open the store anew: what is in memory may be ahead. */
  atOnce: <T>(work: () => T) => T;
}

export const openStore = (storage: DurableObjectStorage): ObjectStore => {
  const listeners = openListeners(storage.sql);
  return {
    moments: openMoments(storage.sql),
    members: openMembers(storage.sql, listeners),
    listeners,
    outbox: openOutbox(storage.sql),
    states: openStates(storage),
    atOnce: (work) => storage.transactionSync(work),
  };
};
