import { expect, it } from "vitest";
import * as sql from "#identity/publish-sql.ts";
import { env } from "../support/world.ts";

/** The tables that grow with people: a publication seeks in them, however many there are. */
const LARGE = /SCAN (actors|links|pending_links|person_of|suppressed|a|f|t|p|l|user)\b/;

it.each(Object.entries(sql).filter(([, text]) => /^(INSERT|UPDATE|DELETE|SELECT|WITH)/.test(text)))(
  "%s goes through no table that grows with people",
  async (_, text) => {
    const parameters = Math.max(...[...text.matchAll(/\?(\d)/g)].map(([, number]) => Number(number)));
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${text}`)
      .bind(...Array.from({ length: parameters }, () => "[]"))
      .all<{ detail: string }>();
    expect(results.length).toBeGreaterThan(0);
    expect(results.map(({ detail }) => detail).filter((detail) => LARGE.test(detail))).toEqual([]);
  },
);
