import { toldBefore } from "#automations/already-told.ts";
import type { Automation } from "#automations/automation.ts";
import type { Message } from "#automations/channels.ts";
import { NOTICE } from "#automations/firing-store.ts";
import { freeAt } from "#automations/limits.ts";
import { heldNotice } from "#automations/notices.ts";
import type { MessengerStore } from "#automations/messenger-store.ts";
import { quietUntil } from "#automations/quiet-hours.ts";
import type { Due } from "#automations/sending-store.ts";

export interface Claim {
  due: Due;
  automation: Automation;
  /** All ids of the person as they are now; empty: it is about nobody. */
  actors: readonly number[];
  message: Message;
  idempotent: boolean;
  /** The person themselves gets it. */
  reaches: boolean;
  /** Where quiet hours are told by. */
  zone: string;
  perDay: number;
}

/**
 * Decides whether a message that is ready goes now, and if so writes that it does: who was told, what counts for the limits,
 * and `sending`, in one transaction, before any channel is called. False: it was put off or has ended.
 */
export function claim(store: MessengerStore, given: Claim, now: number): boolean {
  const { due, automation, actors, message, reaches, perDay } = given;
  const { firings, sendings } = store;
  const { again, quietHours } = automation.definition;
  return store.transaction(() => {
    // Erased, or deleted, while its message was made.
    if (!sendings.isWaiting(due.id)) return false;
    if (due.attempts === 0) {
      // Asked again with the ids they have by now: they may have been merged with somebody who was told.
      const { firing: id, happenedAt: at, cause } = due;
      const told = toldBefore(firings.toldOf(automation.id, actors), { id, at, cause }, again);
      if (told !== null) {
        sendings.end(due, "told_before", new Date(told).toISOString(), now);
        return false;
      }
    }
    if (reaches) {
      const awake = quietHours === null ? now : quietUntil(now, quietHours, given.zone);
      if (awake > now) {
        sendings.postpone(due.id, "quiet", given.zone, awake);
        return false;
      }
      const free = freeAt(sendings.messagesTo(actors, due.id, now), perDay, now);
      if (free > now) {
        sendings.postpone(due.id, "per_day", String(perDay), free);
        return false;
      }
    }
    if (heldBack(store, automation, due, now)) return false;
    firings.setTold(automation.id, actors, due.firing, due.happenedAt);
    if (reaches) sendings.countMessage(actors, due.id, now);
    if (countsForHour(due)) sendings.countInHour(automation.id, now);
    sendings.begin(due.id, message, given.idempotent, now);
    return true;
  });
}

/** What the team is told of a limit doesn't count for it, and another try of the same message neither. */
const countsForHour = ({ attempts, action }: Due): boolean => attempts === 0 && action !== NOTICE;

/** Puts off what is above the automation's limit an hour, and tells the team; in a transaction of the caller's. */
export function heldBack(
  { firings, sendings }: MessengerStore,
  automation: Automation,
  due: Due,
  now: number,
): boolean {
  const { id, definition } = automation;
  const { perHour } = definition;
  if (!countsForHour(due) || sendings.sentInHour(id, now) < perHour) return false;
  sendings.postpone(due.id, "per_hour", String(perHour), sendings.roomIn(id, perHour, now));
  const { key, ...notice } = heldNotice(automation, now);
  firings.notice(key, id, notice, now);
  return true;
}
