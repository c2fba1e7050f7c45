import type { AutomationDefinition } from "#core/automation.ts";

/** A rule that is saved. Its definition holds no secrets: an address that is one is null there. */
export interface Automation {
  id: number;
  /** Random; begins every message's idempotency key. */
  uid: string;
  definition: AutomationDefinition;
  /** Places of actions that have a secret. */
  secretActions: number[];
  enabled: boolean;
  /** ms; null: never. */
  enabledAt: number | null;
  /** Why it was stopped until a person looks at it, or null. */
  stopped: string | null;
  stoppedAt: number | null;
  /** Where this deployment was reached when it was saved: https://host. */
  origin: string;
  /** ms */
  createdAt: number;
  updatedAt: number;
}

/** With its secrets, by place of the action: open text, only in memory and in the requests themselves. */
export type OpenAutomation = Automation & { secrets: Secrets };
export type Secrets = Readonly<Record<number, string>>;

/** Does it act now? */
export const isRunning = ({ enabled, stopped }: Automation): boolean => enabled && stopped === null;
