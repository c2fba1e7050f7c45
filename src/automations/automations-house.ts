import type { AnswerMeta } from "#core/answer.ts";
import type { Clock } from "#core/clock.ts";
import type { JsonObject } from "#core/json.ts";
import type { Finding } from "#core/finding.ts";
import type { OperationLimits } from "#core/operation-limits.ts";
import type { Question } from "#core/question.ts";
import type { Channels } from "#automations/channels.ts";
import type { MessengerCalls } from "#automations/messenger-calls.ts";
import type { Workspace } from "#automations/messenger-house.ts";
import type { Person } from "#automations/person.ts";
import type { Sealer } from "#automations/secrets.ts";

/** As much of audiences as automations ask about. */
export interface AudienceBook {
  /** What these are called; those that there aren't are missing. */
  names(ids: readonly number[]): Promise<ReadonlyMap<number, string>>;
  /** Since when (ms) one of these actors' person is in it; null: they are not. */
  memberSince(id: number, actors: readonly number[]): Promise<number | null>;
  /** Which triggers there are has changed. */
  changed(): Promise<void>;
}

/** What the automation routes need of the house around them. */
export interface AutomationsHouse {
  db: D1Database;
  clock: Clock;
  sealer: Sealer;
  channels: Channels;
  messenger: MessengerCalls;
  audiences: AudienceBook;
  workspace(): Promise<Workspace>;
  /** What these are called; those that there aren't are missing. */
  connectionNames(ids: readonly number[]): Promise<ReadonlyMap<number, string>>;
  hasReport(id: number): Promise<boolean>;
  /** What of the deployment is not as it should be, by these limits. */
  operation(limits: OperationLimits): Promise<Finding[]>;
  answer(question: Question): Promise<object & { meta: AnswerMeta }>;
  /** Why this address may not be called, or null. */
  addressFault(url: string, origin: string): string | null;
  /** Why webhooks can't be signed with this, or null. */
  signingFault(secret: string): string | null;
  /** What is wrong with a template, or null. */
  templateFault(template: string): string | null;
  /** The person an id belongs to. Throws `person_unknown`. */
  personNamed(id: string): Promise<Person>;
  /** The persons of these actors; erased ones are missing. */
  people(actors: readonly number[]): Promise<Person[]>;
  /** A stored event: what it is called, what it says, and whose it is. */
  eventOf(
    messageId: string,
  ): Promise<{ name: string; properties: JsonObject; at: number; person: string | null } | null>;
}
