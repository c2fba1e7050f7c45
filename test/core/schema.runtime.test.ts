import { env } from "cloudflare:workers";
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { expect, it } from "vitest";
import * as schema from "#core/schema.ts";

interface Column {
  name: string;
  notnull: number;
  pk: number;
}

const tables = Object.values(schema).map((table) => getTableConfig(table as SQLiteTable));

it.each(tables.map((table) => [table.name, table] as const))(
  "%s is in the database as the schema says",
  async (name, table) => {
    const { results } = await env.DB.prepare(
      `SELECT name, "notnull", pk FROM pragma_table_info('${name}')`,
    ).all<Column>();
    expect(results.map((column) => column.name)).toEqual(table.columns.map((column) => column.name));
    const keys = new Set(table.primaryKeys.flatMap((key) => key.columns.map((column) => column.name)));
    for (const column of table.columns) if (column.primary) keys.add(column.name);
    expect(new Set(results.filter((column) => column.pk > 0).map((column) => column.name))).toEqual(keys);
    // SQLite does not call the columns of a primary key "not null"; they are all the same.
    const must = (column: Column) => column.notnull === 1 || column.pk > 0;
    const wanted = table.columns.filter((column) => column.notNull || keys.has(column.name));
    expect(results.filter(must).map((column) => column.name)).toEqual(wanted.map((column) => column.name));
  },
);

it("describes every table there is", async () => {
  const { results } = await env.DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%' AND name <> 'd1_migrations'",
  ).all<{ name: string }>();
  expect(results.map(({ name }) => name).toSorted()).toEqual(tables.map(({ name }) => name).toSorted());
});
