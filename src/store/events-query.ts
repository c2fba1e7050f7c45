import * as z from "zod";
import { DAY_MS } from "#core/clock.ts";
import { propertyOf, type TrackedEvent } from "#core/event.ts";
import { compileFilter, Filter } from "#core/filter.ts";
import { isUsableId } from "#core/ids.ts";
import { MAX_FUTURE_MS } from "#core/limits.ts";
import type { Position } from "#store/scan.ts";
import type { TimelineQuestion } from "#store/timeline.ts";

/** A date is its whole UTC day; a time is that instant. Both ends belong to the range. */
const Bound = z
  .string()
  .refine(
    (text) => !Number.isNaN(Date.parse(text)),
    "an ISO 8601 date or time, e.g. 2026-11-21 or 2026-11-21T10:00:00Z",
  );

const Names = z.union([z.string().transform((name) => [name]), z.array(z.string())]);

/** A filter arrives as JSON text in the query. */
const FilterText = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    context.addIssue({ code: "custom", message: 'a filter as JSON, e.g. {"property":"plan","op":"eq","value":"pro"}' });
    return z.NEVER;
  }
});

/** What GET /api/events takes. */
export const EventsQuery = z.object({
  event: Names.optional(),
  /** Any id of the person, with or without its `u:` or `a:`; the events of all their ids. */
  person: z.string().optional(),
  /** Exactly the events that carry this userId. */
  userId: z.string().optional(),
  anonymousId: z.string().optional(),
  type: z.enum(["track", "page", "screen", "identify", "group", "alias"]).optional(),
  source: z.coerce.number().int().optional(),
  messageId: z.string().optional(),
  bots: z.enum(["include", "exclude", "only"]).default("include"),
  from: Bound.optional(),
  to: Bound.optional(),
  /** The same under two names: `where` as in the live feed's filter, `filter` as in questions. */
  where: FilterText.pipe(Filter).optional(),
  filter: FilterText.pipe(Filter).optional(),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
  cursor: z
    .string()
    .regex(/^\d+-\d+$/, "the `next` of the page before")
    .optional(),
  format: z.enum(["json", "ndjson", "csv"]).default("json"),
});
export type EventsQuery = z.infer<typeof EventsQuery>;

export const toCursor = (position: Position): string => `${position.ts}-${position.seq}`;

function positionOf(cursor: string | undefined): Position | null {
  if (cursor === undefined) return null;
  const [ts = 0, seq = 0] = cursor.split("-").map(Number);
  return { ts, seq };
}

const isDate = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** The question of a request's query: what the database can narrow down, and the rest as a test on the whole event. */
export function questionOf(query: EventsQuery, now: number): TimelineQuestion {
  return {
    from: query.from === undefined ? 0 : Date.parse(query.from),
    to:
      query.to === undefined
        ? now + MAX_FUTURE_MS + DAY_MS
        : Date.parse(query.to) + (isDate(query.to) ? DAY_MS - 1 : 0),
    names: query.event ?? [],
    sourceId: query.source ?? null,
    persons: personsOf(query),
    limit: query.limit,
    before: positionOf(query.cursor),
    matches: testOf(query),
  };
}

/** `person` names persons; `userId` only narrows to one, if it can: who did an event with a blocked userId is another id. */
function personsOf({ person, userId }: EventsQuery): string[] {
  if (person !== undefined) return /^[ua]:/.test(person) ? [person] : [`u:${person}`, `a:${person}`];
  return userId !== undefined && isUsableId(userId) ? [`u:${userId}`] : [];
}

function testOf(query: EventsQuery): (event: TrackedEvent) => boolean {
  const asked = query.where ?? query.filter;
  const where = asked && compileFilter(asked);
  return (event) =>
    (query.type === undefined || event.type === query.type) &&
    (query.userId === undefined || event.userId === query.userId) &&
    (query.anonymousId === undefined || event.anonymousId === query.anonymousId) &&
    (query.messageId === undefined || event.messageId === query.messageId) &&
    (query.bots === "include" || (event.bot !== null) === (query.bots === "only")) &&
    (where === undefined || where((property) => propertyOf(event, property)));
}
