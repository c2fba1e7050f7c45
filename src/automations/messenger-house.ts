import type { AnswerMeta } from "#core/answer.ts";
import type { Clock } from "#core/clock.ts";
import type { Finding } from "#core/finding.ts";
import type { OperationLimits } from "#core/operation-limits.ts";
import type { Question } from "#core/question.ts";
import type { Automation, OpenAutomation } from "#automations/automation.ts";
import type { Channels } from "#automations/channels.ts";
import type { Person } from "#automations/person.ts";

/** What holds for the workspace. */
export interface Workspace {
  timezone: string;
  /** Messages to one person in 24 hours. */
  perDay: number;
  team: readonly string[];
}

/** What the Messenger needs of the house around it. */
export interface MessengerHouse {
  storage: DurableObjectStorage;
  clock: Clock;
  random: () => number;
  channels: Channels;
  /** All, or those of these ids. */
  automations(ids?: readonly number[]): Promise<Automation[]>;
  /** With its secrets open; null where it was deleted. */
  automation(id: number): Promise<OpenAutomation | null>;
  stop(id: number, reason: string): Promise<void>;
  workspace(): Promise<Workspace>;
  /** The person that these ids belong to now; null where none of them is known any more. */
  person(actors: readonly number[]): Promise<Person | null>;
  /** The zone they were last seen in, or null. */
  lastZone(actors: readonly number[]): Promise<string | null>;
  /** Null where there is no such audience. */
  audienceName(id: number): Promise<string | null>;
  /** What of the deployment is not as it should be, by these limits. */
  operation(limits: OperationLimits): Promise<Finding[]>;
  answer(question: Question): Promise<object & { meta: AnswerMeta }>;
}
