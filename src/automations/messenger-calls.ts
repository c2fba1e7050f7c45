import type { Firing } from "#core/firing.ts";
import type { LoggedFiring, LogQuestion } from "#automations/log-store.ts";
import type { SendingState } from "#automations/sending.ts";

/** What the Messenger can be asked from outside (src/automations/messenger.ts). */
export interface MessengerCalls {
  take(firings: Firing[]): Promise<void>;
  changed(): Promise<void>;
  wake(): Promise<void>;
  log(question: LogQuestion): Promise<LoggedFiring[]>;
  counts(automation: number, since: number): Promise<Partial<Record<SendingState, number>>>;
  sentSince(since: number): Promise<{ automation: number; sent: number }[]>;
  retry(automation: number, sending: number | null): Promise<number>;
  forgetActors(actors: number[]): Promise<void>;
  forgetAutomation(automation: number): Promise<void>;
}
