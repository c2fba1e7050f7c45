import * as z from "zod";

/*
 * What the API answers, as far as it is shown. Loose: `--json` prints all of it, also what a newer deployment adds.
 */

export const FormField = z.looseObject({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  required: z.boolean(),
  secret: z.boolean(),
  schema: z.looseObject({}),
});
export type FormField = z.infer<typeof FormField>;

/** A destination as the list has it. */
export const Listed = z.looseObject({
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  categories: z.array(z.string()),
  tier: z.string(),
});
export type Listed = z.infer<typeof Listed>;
export const Catalogue = z.looseObject({ destinations: z.array(Listed) });

/** A destination with its form. */
export const Entry = z.looseObject({
  ...Listed.shape,
  documentation: z.string(),
  settings: z.array(FormField),
  actions: z.record(z.string(), z.looseObject({ title: z.string(), description: z.string() })),
  presets: z.array(z.looseObject({ name: z.string(), action: z.string() })),
});
export type Entry = z.infer<typeof Entry>;

export const Subscription = z.looseObject({
  id: z.number(),
  name: z.string(),
  action: z.string(),
  enabled: z.boolean(),
  filter: z.unknown(),
  mapping: z.unknown(),
});

export const Connection = z.looseObject({
  id: z.number(),
  destination: z.string(),
  name: z.string(),
  state: z.string(),
  problem: z.looseObject({ message: z.string(), at: z.string() }).nullable(),
  sources: z.array(z.number()).nullable(),
  bots: z.boolean(),
  consentCategories: z.array(z.string()),
  settings: z.record(z.string(), z.json()),
  secretsSet: z.array(z.string()),
  subscriptions: z.array(Subscription),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type Connection = z.infer<typeof Connection>;
export const Connections = z.looseObject({ connections: z.array(Connection) });

export const Done = z.looseObject({ success: z.literal(true) });

/** A request and its answer, secrets masked; no status: nothing answered. */
export const Exchange = z.looseObject({
  at: z.string(),
  method: z.string(),
  url: z.string(),
  status: z.number().nullable(),
  responseBody: z.string().nullable(),
  ms: z.number(),
});
export type Exchange = z.infer<typeof Exchange>;

export const Health = z.looseObject({
  state: z.string(),
  lastError: z.looseObject({ message: z.string(), at: z.string() }).nullable(),
  failingSince: z.string().nullable(),
  nextTryAt: z.string().nullable(),
  lastDeliveredAt: z.string().nullable(),
  waiting: z.looseObject({ events: z.number(), retries: z.number() }),
  deadLetters: z.number(),
  hours: z.array(
    z.looseObject({
      hour: z.string(),
      received: z.number(),
      filtered: z.number(),
      delivered: z.number(),
      rejected: z.number(),
      retried: z.number(),
      latencyAverageMs: z.number().nullable(),
    }),
  ),
  samples: z.array(Exchange),
});
export type Health = z.infer<typeof Health>;

export const Tried = z.looseObject({
  outcome: z.string(),
  message: z.string(),
  isSample: z.boolean(),
  messageId: z.string(),
  exchanges: z.array(Exchange),
});

export const Previewed = z.looseObject({
  wanted: z.boolean(),
  isSample: z.boolean(),
  messageId: z.string(),
  payload: z.unknown(),
  problem: z.string().nullable(),
});

export const DeadLetters = z.looseObject({
  deadLetters: z.array(
    z.looseObject({
      id: z.number(),
      messageId: z.string(),
      eventName: z.string(),
      at: z.string(),
      attempts: z.number(),
      reason: z.string(),
    }),
  ),
  next: z.number().nullable(),
});

export const Retried = z.looseObject({ replayed: z.number() });

export const Replay = z.looseObject({
  id: z.number(),
  from: z.string(),
  to: z.string(),
  state: z.string(),
  events: z.number(),
  progress: z.number(),
  rate: z.number(),
});
export type Replay = z.infer<typeof Replay>;
export const Replays = z.looseObject({ replays: z.array(Replay) });
