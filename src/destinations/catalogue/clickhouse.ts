import * as z from "zod";
import { answerError, type Answering, answerMessage } from "#destinations/answer.ts";
import { batchId } from "#destinations/batch-id.ts";
import {
  defineDestination,
  type DeliveryError,
  type DestinationResponse,
  Disconnected,
  RateLimited,
  Rejected,
  Unavailable,
} from "#destinations/contract.ts";
import { basic } from "#core/encoding.ts";
import { columnMapping, EVENT_COLUMNS } from "#destinations/event-columns.ts";

const NAME = /^[A-Za-z_]\w{0,200}$/;

const settings = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .meta({ title: "Address", description: "Of the HTTP interface, such as https://<host>:8443." }),
  username: z.string().max(200).default("default").meta({ title: "User", description: "Who may insert." }),
  password: z.string().max(500).default("").meta({ title: "Password", description: "Of that user.", secret: true }),
  database: z.string().regex(NAME).default("default").meta({ title: "Database", description: "It has to exist." }),
  table: z.string().regex(NAME).default("events").meta({ title: "Table", description: "What events are added to." }),
  createTable: z
    .boolean()
    .default(true)
    .meta({ title: "Make the table", description: "Where there is none: one row an event, the same event once." }),
});
type Settings = z.infer<typeof settings>;

/**
 * Exception codes (ClickHouse, src/Common/ErrorCodes.cpp), which say more than the status: rows that can't be read give 400
 * or 500, an unknown table 404, as does whatever else stands at that address.
 */
const UNKNOWN_TABLE = 60;
const IN_THE_SETTINGS = new Set([16, 81, 164, 192, 193, 194, 497, 516, UNKNOWN_TABLE]);
const IN_THE_ROWS = new Set([6, 25, 26, 27, 38, 41, 53, 69, 70, 72, 117, 131, 349, 376, 441, 469, 636, 691]);
const TOO_MUCH = new Set([202, 252]);

const codeOf = (answer: DestinationResponse): number =>
  Number(answer.headers.get("x-clickhouse-exception-code") ?? /\bCode: (\d+)/.exec(answer.text)?.[1] ?? 0);

function errorOf(answer: DestinationResponse, answering: Answering): DeliveryError | null {
  const code = codeOf(answer);
  const message = answerMessage(answer, answering);
  if (IN_THE_SETTINGS.has(code)) return new Disconnected(message);
  if (IN_THE_ROWS.has(code)) return new Rejected(message);
  if (TOO_MUCH.has(code)) return new RateLimited(message, null);
  const error = answerError(answer, { ...answering, missing: [404] });
  // An exception may come after the status, and an insert says nothing.
  return error ?? (answer.text.trim() === "" ? null : new Unavailable(message));
}

const TYPES = { text: "String", time: "DateTime64(3, 'UTC')", json: "String" };

/** Sorted so that the same message twice becomes one row; the window lets a plain table know a repeated insert, too. */
const createTable = ({ database, table }: Settings): string =>
  `CREATE TABLE IF NOT EXISTS \`${database}\`.\`${table}\` (${EVENT_COLUMNS.map(({ name, kind }) => `\`${name}\` ${TYPES[kind]}`).join(", ")}) ` +
  "ENGINE = ReplacingMergeTree ORDER BY (type, event, toDate(timestamp), message_id) PARTITION BY toYYYYMM(timestamp) " +
  "SETTINGS non_replicated_deduplication_window = 1000";

/** The HTTP interface (clickhouse.com/docs/interfaces/http). */
export const clickhouse = defineDestination({
  slug: "clickhouse",
  name: "ClickHouse",
  description: "Adds every event as a row to a table in ClickHouse.",
  categories: ["Data"],
  documentation: "https://clickhouse.com/docs/interfaces/http",
  settings,
  actions: {
    insert: {
      title: "Insert rows",
      description: "The mapping names the columns.",
      mapping: columnMapping,
      // An insert is a part on disk that has to be merged; its makers advise against more than one a second.
      batch: { events: 1000, bytes: 5_000_000, waitMs: 5_000 },
    },
  },
  presets: [{ name: "All events", action: "insert", filter: null }],
  async deliver({ settings, events, request, now }) {
    const authorization = basic(settings.username, settings.password);
    const answering = { who: "ClickHouse", secrets: [settings.password, authorization], now };
    const ask = (parameters: Record<string, string>, body: string): Promise<DestinationResponse> => {
      const url = new URL(settings.url);
      for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
      const headers = { authorization, "content-type": "text/plain; charset=utf-8" };
      return request(url.href, { method: "POST", headers, body, timeoutMs: 30_000, anyStatus: true });
    };
    const insert = async (): Promise<DestinationResponse> =>
      ask(
        {
          query: `INSERT INTO \`${settings.database}\`.\`${settings.table}\` FORMAT JSONEachRow`,
          async_insert: "1",
          wait_for_async_insert: "1",
          async_insert_deduplicate: "1",
          insert_deduplication_token: await batchId(events),
          date_time_input_format: "best_effort",
          input_format_json_read_objects_as_strings: "1",
        },
        events.map((event) => `${JSON.stringify(event.payload)}\n`).join(""),
      );
    let answer = await insert();
    if (codeOf(answer) === UNKNOWN_TABLE && settings.createTable) {
      const made = await ask({}, createTable(settings));
      const error = errorOf(made, answering);
      if (error !== null) throw error;
      answer = await insert();
    }
    const error = errorOf(answer, answering);
    if (error !== null) throw error;
  },
});
