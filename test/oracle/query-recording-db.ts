/** A statement as it went to the database. */
export interface Sent {
  sql: string;
  /** What was bound to it. */
  values: unknown[];
}

/** The real database, with a note of every statement that is made of text and of what is bound to it. */
export function recordingDb(db: D1Database, sent: Sent[]): D1Database {
  const prepare = (sql: string): D1PreparedStatement => {
    const note: Sent = { sql, values: [] };
    sent.push(note);
    return bound(db.prepare(sql), (...values: unknown[]) => {
      note.values.push(...values);
      return db.prepare(sql).bind(...values);
    });
  };
  return new Proxy(db, {
    get(target, name) {
      if (name === "prepare") return prepare;
      if (name !== "batch") throw new Error(`no question needs db.${String(name)}`);
      return target.batch.bind(target);
    },
  });
}

/** The statement as it is, except for `bind`. Batches take only statements that D1 itself made. */
const bound = (statement: D1PreparedStatement, bind: D1PreparedStatement["bind"]): D1PreparedStatement =>
  Object.assign(statement, { bind });
