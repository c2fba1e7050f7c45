import type { ListHouse } from "#lists/list-house.ts";
import type { ListStore } from "#lists/list-store.ts";
import type { SyncReport } from "#lists/sync-state.ts";

/** How a list is; null: it has not begun. */
export async function reportOf(store: ListStore, { feed }: Pick<ListHouse, "feed">): Promise<SyncReport | null> {
  const state = store.state();
  if (state === null) return null;
  const { phase, sync, cursor, page, failures, waitUntil, inStepSince, lastAnswer, lastAnswerAt } = state;
  const behind = phase === "live" ? await feed.behind(sync, cursor) : phase === "full" ? store.unsent(page) : 0;
  const waiting = behind + store.pending();
  return {
    phase,
    listed: store.listed(),
    waiting,
    inStepSince: waiting === 0 ? inStepSince : null,
    lastAnswer,
    lastAnswerAt,
    nextTryAt: failures > 0 ? waitUntil : null,
  };
}
