/**
 * Where a sending is: one action of one firing. `waiting` is for its time, `sending` is written before the channel is called,
 * and the others are ends; of those, `sent` and `unknown` may have reached somebody.
 */
export const SENDING_STATES = [
  "waiting",
  "sending",
  "sent",
  "unknown",
  "failed",
  "told_before",
  "no_address",
  "unsubscribed",
  "not_set_up",
  "switched_off",
  "nobody",
] as const;
export type SendingState = (typeof SENDING_STATES)[number];

/** What a waiting one waits for: the end of quiet hours, a limit, another try. */
export const WAITS = ["quiet", "per_day", "per_hour", "retry"] as const;
export type Wait = (typeof WAITS)[number];

/** Ends that one may ask to have tried again. */
export const RETRIABLE = ["unknown", "failed", "no_address", "not_set_up"] as const satisfies readonly SendingState[];

export interface SendingStatus {
  state: SendingState;
  wait: Wait | null;
  /** What makes the state plain: a reason, a zone, a limit, a moment. Never a secret, and of a person nothing but the zone. */
  detail: string;
  /** ms; when a waiting one is looked at again, else when it ended. */
  at: number;
}
