import type { RestoredAt } from "#core/restorable.ts";
import type { Replay } from "#destinations/sender-state.ts";
import type { SenderStore } from "#destinations/sender-store.ts";

const REASON = "It waited when the backup was made, and may have been sent since.";

/**
 * A Sender that was brought back sends nothing of the backup again: it begins after its last event, what waited for another
 * try becomes a dead letter, which a person may send, and replays are paused. With `resume` all of it goes on.
 */
export function restoreSender(
  { sql }: DurableObjectStorage,
  store: SenderStore,
  { through, resume }: RestoredAt,
  now: number,
): void {
  const state = store.state();
  if (resume || state === null) return;
  sql.exec(
    `INSERT OR REPLACE INTO dead_letters (subscription, seq, message_id, event_name, at, attempts, reason, answer)
     SELECT subscription, seq, '', '', ?1, attempts, ?2, error FROM retries`,
    now,
    REASON,
  );
  sql.exec("DELETE FROM retries");
  for (const replay of store.replays()) {
    const paused: Replay = { ...replay, state: "paused" };
    if (replay.state === "running") store.setReplay(paused);
  }
  const live = { cursor: Math.max(through, state.live.cursor), positions: {} };
  store.setState({ ...state, live, failures: 0, failingSince: null, waitUntil: 0 });
}
