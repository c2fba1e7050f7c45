import { type Archive, NO_ARCHIVE } from "#core/archive.ts";
import { csvLine } from "#core/csv.ts";
import { eventJson, type EventJson } from "#core/event-json.ts";
import { actorOf } from "#core/ids.ts";
import { personLabels } from "#store/person-map.ts";
import { eventPages, type TimelinePage, type TimelineQuestion } from "#store/timeline.ts";

/** Columns of the CSV; properties, traits and context are JSON in one cell each. */
const COLUMNS = [
  "timestamp",
  "receivedAt",
  "type",
  "eventName",
  "name",
  "messageId",
  "userId",
  "anonymousId",
  "groupId",
  "previousId",
  "person",
  "source",
  "country",
  "region",
  "city",
  "browser",
  "os",
  "device",
  "bot",
  "referringDomain",
  "channel",
  "utmSource",
  "utmMedium",
  "utmCampaign",
  "path",
  "properties",
  "traits",
  "context",
] as const satisfies readonly (keyof EventJson)[];

/** Rows read for one piece of the stream. */
const PAGE = 1_000;

/** Events as programs read them, each with the person it belongs to now: ids that became one since then are one. */
export async function eventsJson(db: D1Database, events: TimelinePage["events"]): Promise<EventJson[]> {
  const actors = events.map(({ event }) => actorOf(event));
  const labels = await personLabels(
    db,
    actors.filter((uid) => uid !== null),
  );
  return events.map(({ seq, event }, index) => eventJson(event, seq, labels.get(actors[index] ?? "") ?? null));
}

/**
 * All events of a question as a stream, a page at a time: memory stays flat however many there are, and a reader that
 * stops reading stops the queries.
 */
export function exportEvents(
  db: D1Database,
  question: TimelineQuestion,
  format: "ndjson" | "csv",
  archive: Archive = NO_ARCHIVE,
): Response {
  const encoder = new TextEncoder();
  const line = format === "csv" ? eventLine : (event: EventJson) => `${JSON.stringify(event)}\n`;
  const pages = eventPages(db, { ...question, limit: PAGE }, archive);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      if (format === "csv") controller.enqueue(encoder.encode(csvLine(COLUMNS)));
    },
    async pull(controller) {
      const page = await pages.next();
      if (page.done) return controller.close();
      controller.enqueue(encoder.encode((await eventsJson(db, page.value)).map(line).join("")));
    },
    async cancel() {
      await pages.return();
    },
  });
  return new Response(body, {
    headers: {
      "content-type": format === "csv" ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8",
      "content-disposition": `attachment; filename="events.${format}"`,
      "x-content-type-options": "nosniff",
    },
  });
}

const eventLine = (event: EventJson): string => csvLine(COLUMNS.map((column) => event[column]));
