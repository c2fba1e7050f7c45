import * as z from "zod";
import type { Json, JsonObject } from "#core/json.ts";
import { answerError, type Answering, answerMessage } from "#destinations/answer.ts";
import {
  defineDestination,
  type DeliveredEvent,
  type DeliveryError,
  type DestinationResponse,
  Disconnected,
  RateLimited,
  Rejected,
  Unavailable,
} from "#destinations/contract.ts";
import { hex, sha256, utf8 } from "#core/encoding.ts";
import { columnMapping, EVENT_COLUMNS } from "#destinations/event-columns.ts";
import { forgetGoogleToken, googleToken, parseServiceAccount } from "#destinations/google-token.ts";

const API = "https://bigquery.googleapis.com/bigquery/v2/projects";
/** `insertdata` alone could not make a table. */
const SCOPE = "https://www.googleapis.com/auth/bigquery";
const NAME = /^\w{1,1024}$/;

const settings = z.object({
  serviceAccount: z
    .string()
    .max(20_000)
    .refine((text) => parseServiceAccount(text) !== null, "This is not a service account's JSON key.")
    .meta({
      title: "Service account key",
      description: "The whole JSON file. The account needs the role BigQuery Data Editor on the dataset.",
      secret: true,
    }),
  project: z
    .string()
    .regex(/^[a-z][a-z0-9:.-]{4,60}$/)
    .optional()
    .meta({ title: "Project", description: "Where the dataset is; empty for the service account's own project." }),
  dataset: z.string().regex(NAME).meta({ title: "Dataset", description: "It has to exist." }),
  table: z.string().regex(NAME).default("events").meta({ title: "Table", description: "What events are added to." }),
  createTable: z
    .boolean()
    .default(true)
    .meta({ title: "Make the table", description: "Where there is none: one row an event, partitioned by day." }),
});

const TYPES = { text: "STRING", time: "TIMESTAMP", json: "JSON" };

const tableOf = (projectId: string, datasetId: string, tableId: string): Json => ({
  tableReference: { projectId, datasetId, tableId },
  schema: { fields: EVENT_COLUMNS.map(({ name, kind }) => ({ name, type: TYPES[kind], mode: "NULLABLE" })) },
  timePartitioning: { type: "DAY", field: "timestamp" },
});

/** Objects and lists as JSON text, which is what columns of type JSON and STRING take from this API. */
const rowOf = (payload: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      typeof value === "object" && value !== null ? JSON.stringify(value) : value,
    ]),
  );

/** BigQuery forgets rows of the same insertId that come twice within about a minute; ids have 128 characters at most. */
const insertId = async (id: string): Promise<string> => (id.length <= 128 ? id : hex(await sha256(utf8(id))));

function errorOf(answer: DestinationResponse, answering: Answering): DeliveryError | null {
  if (answer.status === 403 && /"(rateLimitExceeded|quotaExceeded)"/.test(answer.text)) {
    return new RateLimited(answerMessage(answer, answering), null);
  }
  return answerError(answer, { ...answering, missing: [404] });
}

const InsertAnswer = z.object({
  insertErrors: z
    .array(
      z.object({
        index: z.number().default(0),
        errors: z
          .array(z.object({ reason: z.string(), location: z.string(), message: z.string() }).partial())
          .default([]),
      }),
    )
    .default([]),
});

/** Which rows were not taken, by their index; with `skipInvalidRows` all others were. */
function rowErrors(answer: DestinationResponse, events: readonly DeliveredEvent[]): (DeliveryError | null)[] {
  const said = InsertAnswer.safeParse(answer.json());
  if (!said.success) throw new Unavailable("BigQuery's answer can't be read.");
  const errors = new Map(said.data.insertErrors.map((row) => [row.index, row.errors[0] ?? {}]));
  return events.map((_, index) => {
    const error = errors.get(index);
    if (error === undefined) return null;
    const { reason = "invalid", location = "", message = "" } = error;
    const text = `BigQuery: ${reason}${location === "" ? "" : ` (${location})`}: ${message.slice(0, 300)}`;
    return reason === "invalid" ? new Rejected(text) : new Unavailable(text);
  });
}

/** Rows by the streaming API (cloud.google.com/bigquery/docs/reference/rest/v2/tabledata/insertAll). */
export const bigquery = defineDestination({
  slug: "bigquery",
  name: "BigQuery",
  description: "Adds every event as a row to a table in Google BigQuery, within seconds.",
  categories: ["Data"],
  documentation: "https://cloud.google.com/iam/docs/keys-create-delete",
  settings,
  actions: {
    insert: {
      title: "Insert rows",
      description: "The mapping names the columns; objects and lists become JSON.",
      mapping: columnMapping,
      // Each row is billed as 1 KB at least, each call is a round trip: some rows in one, and still within seconds.
      batch: { events: 500, bytes: 5_000_000, waitMs: 5_000 },
    },
  },
  presets: [{ name: "All events", action: "insert", filter: null }],
  async deliver({ settings, events, request, now }) {
    const account = parseServiceAccount(settings.serviceAccount);
    if (account === null) throw new Disconnected("The service account's JSON key can't be read.");
    const project = settings.project ?? account.project_id;
    if (project === undefined) throw new Disconnected("Neither the settings nor the service account name a project.");
    const rows = await Promise.all(
      events.map(async (event) => ({ insertId: await insertId(event.id), json: rowOf(event.payload) })),
    );
    const tables = `${API}/${encodeURIComponent(project)}/datasets/${settings.dataset}/tables`;
    const post = async (url: string, json: Json): Promise<DestinationResponse> => {
      const authorization = `Bearer ${await googleToken(account, SCOPE, request, now)}`;
      return request(url, { method: "POST", headers: { authorization }, json, timeoutMs: 30_000, anyStatus: true });
    };
    const insert = () => post(`${tables}/${settings.table}/insertAll`, { skipInvalidRows: true, rows });
    let answer = await insert();
    if (answer.status === 401) {
      await forgetGoogleToken(account, SCOPE);
      answer = await insert();
    }
    const secrets = [await googleToken(account, SCOPE, request, now), account.private_key, settings.serviceAccount];
    const answering = { who: "BigQuery", secrets, now };
    if (answer.status === 404 && settings.createTable && /not found: table/i.test(answer.text)) {
      const made = await post(tables, tableOf(project, settings.dataset, settings.table));
      const error = made.status === 409 ? null : errorOf(made, answering);
      throw error ?? new Unavailable("The table is made; BigQuery takes rows in it in a moment.");
    }
    const error = errorOf(answer, answering);
    if (error !== null) throw error;
    return rowErrors(answer, events);
  },
});
