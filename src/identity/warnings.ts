import type { TrackedEvent } from "#core/event.ts";
import { actorOf, blockedReason } from "#core/ids.ts";
import { at, type Json, storableText } from "#core/json.ts";
import { jsonRows } from "#identity/json-rows.ts";
import { compareMoments } from "#identity/moment.ts";

/** What an owner should look at: what each kind means, and what to do about it. */
export const WARNINGS = {
  blocked_id: {
    meaning:
      "Events came with an id that can't be anybody's (the text undefined, an id of zeros, an empty one). It was ignored: the events count for their other id, if they have one.",
    advice: "Find the call that sends it, and send no id where there is none. The subject names the field and the id.",
  },
  unattributed: {
    meaning: "Events came without any usable id. They are stored and counted, but belong to nobody.",
    advice: "Send a userId or an anonymousId with every event, one that is different for every person or device.",
  },
  alias_untrusted: {
    meaning:
      "A public write key tried to say by an alias that two users are one person. It was not believed, since everybody can read that key.",
    advice: "Send the alias from your server with a secret key, or join the two people in the dashboard.",
  },
  device_conflict: {
    meaning:
      "Two different people used one device. What was done there without a login goes to the one who logged in first; the people stay apart.",
    advice: "Call reset() when somebody logs out, so that the next one starts with a new anonymousId.",
  },
  person_cap: {
    meaning: "A person reached 100 user ids. Further aliases are refused; events are stored as before.",
    advice:
      "Look for code that calls alias too often, or with an id that many users share, and separate the wrong ones.",
  },
  many_devices: {
    meaning: "A person has over 500 devices.",
    advice:
      "Look for a userId that many people share, or for code that makes a new anonymousId with every visit or test run.",
  },
} as const satisfies Record<string, { meaning: string; advice: string }>;

export type WarningKind = keyof typeof WARNINGS;

/** A warning without its place and time. The subjects of what events alone can show are from a finite set. */
export interface Warning {
  kind: WarningKind;
  subject: string;
}

/** One time that it happened: `at` in ms, and the event to look at. */
export interface WarningNote extends Warning {
  sourceId: number;
  at: number;
  messageId: string;
}

const ID_FIELDS = ["userId", "anonymousId", "previousId"] as const;

/** What is wrong with the ids of an event, as they came. */
export function warningsOf(event: TrackedEvent): Warning[] {
  const library = at(event.context, "library.name");
  const isRudder = typeof library === "string" && /rudder/i.test(library);
  const warnings: Warning[] = [];
  for (const field of ID_FIELDS) {
    const id = idText(event.raw[field]);
    // RudderStack's libraries say "" for "none".
    if (id === null || (id === "" && isRudder)) continue;
    const reason = blockedReason(id);
    if (reason !== null) warnings.push({ kind: "blocked_id", subject: `${field}: ${reason}` });
  }
  if (actorOf(event) === null && event.type !== "alias") warnings.push({ kind: "unattributed", subject: "" });
  return warnings;
}

/** Ids are text or numbers (ingest refuses others); null is "none". */
const idText = (value: Json | undefined): string | null =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : null;

const ADD_WARNINGS = `INSERT INTO identity_warnings (kind, subject, source_id, first_at, last_at, n, message_id)
  SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6 FROM json_each(?1) WHERE true
  ON CONFLICT (kind, subject, source_id) DO UPDATE SET
    n = n + excluded.n,
    first_at = min(first_at, excluded.first_at),
    last_at = max(last_at, excluded.last_at),
    message_id = CASE WHEN (excluded.last_at, excluded.message_id) > (last_at, message_id)
      THEN excluded.message_id ELSE message_id END`;

/** Adds these to what was counted before: for the transaction that stores their events, so that each counts once. */
export function warningStatements(db: D1Database, notes: readonly WarningNote[]): D1PreparedStatement[] {
  const rows = new Map<string, { first: number; last: number; n: number; newest: WarningNote }>();
  for (const given of notes) {
    const note = { ...given, subject: storableText(given.subject), messageId: storableText(given.messageId) };
    const key = `${note.kind} ${note.sourceId} ${note.subject}`;
    const row = rows.get(key) ?? { first: note.at, last: note.at, n: 0, newest: note };
    rows.set(key, {
      first: Math.min(row.first, note.at),
      last: Math.max(row.last, note.at),
      n: row.n + 1,
      newest: isNewer(note, row.newest) ? note : row.newest,
    });
  }
  const values = [...rows.values()].map(({ first, last, n, newest }) => {
    const { kind, subject, sourceId, messageId } = newest;
    return [kind, subject, sourceId, first, last, n, messageId];
  });
  return jsonRows(values).map((list) => db.prepare(ADD_WARNINGS).bind(list));
}

const isNewer = (a: WarningNote, b: WarningNote): boolean =>
  compareMoments({ ts: a.at, messageId: a.messageId }, { ts: b.at, messageId: b.messageId }) > 0;
