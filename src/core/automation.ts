import * as z from "zod";
import { OperationLimits } from "#core/operation-limits.ts";
import { Question, type Question as QuestionType } from "#core/question.ts";
import { bounded, Selector } from "#core/question/condition.ts";
import { byField, fields } from "#core/question/shape.ts";
import { Span, Timezone } from "#core/question/time.ts";

/** A local time of day, `HH:MM`. */
export const LocalTime = z
  .string({ error: "Write a time of day, such as 08:30." })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "Write a time of day, such as 08:30." });

const AudienceId = z.number().int().positive();
const Text = (max: number) => z.string().min(1).max(max);

/** What has to become true of a number for an alert. */
export const AlertCheck = byField<AlertCheck>(
  {
    above: fields({ above: z.number() }),
    below: fields({ below: z.number() }),
    changedBy: fields({ changedBy: z.number().positive() }),
    quiet: fields({ quiet: z.literal(true) }),
  },
  'An alert is {"above": 100}, {"below": 5}, {"changedBy": 20} (percent against the period before), or {"quiet": true} (nothing at all).',
);
export type AlertCheck = { above: number } | { below: number } | { changedBy: number } | { quiet: true };

export const CHECK_EVERY = ["15 minutes", "hour", "day"] as const;
export type CheckEvery = (typeof CHECK_EVERY)[number];
export const DIGEST_EVERY = ["day", "week", "month"] as const;
export type DigestEvery = (typeof DIGEST_EVERY)[number];

/** When an automation acts. Audiences and events are about one person each; the others about nobody. */
export type Trigger =
  | { audience: number; change: "entered" | "left"; includePresent?: boolean | undefined }
  | { event: Selector }
  | { report: QuestionType; check: AlertCheck; every: CheckEvery; atMostOnce: Span }
  | { schedule: DigestEvery; at: string; weekday?: number | undefined }
  /** Something of the deployment itself is not as it should be; each thing once, until it is well again. */
  | { operation: OperationLimits };

export const Trigger = byField<Trigger>(
  {
    audience: fields({
      audience: AudienceId,
      change: z.enum(["entered", "left"], { error: "change must be entered or left." }),
      /** Also those who are in it when the automation is switched on, once. */
      includePresent: z.boolean().optional(),
    }),
    event: fields({ event: bounded(Selector) }),
    report: fields({
      report: Question,
      check: AlertCheck,
      every: z.enum(CHECK_EVERY, { error: `every must be one of ${CHECK_EVERY.join(", ")}.` }),
      /** Not again before this has passed. */
      atMostOnce: Span,
    }),
    schedule: fields({
      schedule: z.enum(DIGEST_EVERY, { error: `schedule must be one of ${DIGEST_EVERY.join(", ")}.` }),
      /** In the workspace's zone. */
      at: LocalTime,
      /** 0 is Sunday; for a week. A month is sent on its first day. */
      weekday: z.number().int().min(0).max(6).optional(),
    }),
    operation: fields({ operation: OperationLimits }),
  },
  'when is {"audience": 1, "change": "entered"}, {"event": {"event": "Order Completed"}}, {"report": …, "check": …}, {"schedule": "week", "at": "08:00"} or {"operation": {}}.',
);

const Address = z.email({ error: "Write an e-mail address." }).max(254);

/** What an automation does. Texts are Liquid templates over `person`, `event`, `audience` and `report`. */
export type Action =
  | { email: "person"; subject: string; body: string }
  | { email: "team"; to: string[]; subject: string; body: string }
  | { slack: string | null; text: string }
  | { webhook: string; secret?: string | null | undefined }
  | { push: string; body: string; url?: string | undefined }
  | { trait: string; value: string | number | boolean | null }
  | { connection: number; event: string }
  | { digest: number[] | "board"; to: string[]; subject: string };

const PersonEmail = fields({ email: z.literal("person"), subject: Text(300), body: Text(50_000) });
const TeamEmail = fields({
  email: z.literal("team"),
  to: z.array(Address).min(1).max(20),
  subject: Text(300),
  body: Text(50_000),
});

export const Action = byField<Action>(
  {
    email: z.discriminatedUnion("email", [PersonEmail, TeamEmail], { error: 'email must be "person" or "team".' }),
    /** The address of an incoming webhook; a secret, so it is never shown again. Null when changing: as it is. */
    slack: fields({ slack: z.url().max(2_000).nullable(), text: Text(3_000) }),
    /** Signed as Standard Webhooks are. */
    webhook: fields({ webhook: z.url().max(2_000), secret: z.string().max(200).nullable().optional() }),
    push: fields({ push: Text(200), body: Text(1_000), url: z.url().max(2_000).optional() }),
    trait: fields({
      trait: z.string().min(1).max(256),
      value: z.union([z.string().max(1_000), z.number(), z.boolean(), z.null()]),
    }),
    /** To a connection, as a track call of this name. */
    connection: fields({ connection: z.number().int().positive(), event: Text(255) }),
    digest: fields({
      digest: z.union([z.literal("board"), z.array(z.number().int().positive()).min(1).max(20)]),
      to: z.array(Address).min(1).max(20),
      subject: Text(300),
    }),
  },
  "An action is one of email, slack, webhook, push, trait, connection and digest.",
);

export const AutomationDefinition = fields({
  name: z.string().trim().min(1).max(200),
  description: z.string().trim().max(5_000).default(""),
  when: Trigger,
  do: z.array(Action).min(1).max(5),
  /** Once a person, for ever, where null; else again after they left and came back, at least so long after the last time. */
  again: fields({ after: Span }).nullable().default(null),
  /** Nothing is sent to a person between these, in their own zone; it waits for the end. */
  quietHours: fields({ from: LocalTime, to: LocalTime, zone: Timezone.optional() }).nullable().default(null),
  /** Sendings an hour at most; what is above waits, and the team is told. */
  perHour: z.number().int().min(1).max(1_000_000).default(1_000),
});
export type AutomationDefinition = z.infer<typeof AutomationDefinition>;

/** Is it about one person at a time? */
export const isAboutPeople = (when: Trigger): boolean => "audience" in when || "event" in when;
