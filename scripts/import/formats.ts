import type { JsonObject } from "#core/json.ts";
import type { Convert } from "./call.ts";
import { type Columns, columnsOf, csvConvert } from "./csv-columns.ts";
import { mixpanel } from "./mixpanel.ts";
import { mixpanelPeople } from "./mixpanel-people.ts";
import { posthog } from "./posthog.ts";
import { posthogPersons } from "./posthog-persons.ts";
import { segment } from "./segment.ts";

export const FORMATS = ["segment", "mixpanel", "mixpanel-people", "posthog", "posthog-persons", "csv"] as const;
export type Format = (typeof FORMATS)[number];

const CONVERTERS: Record<Exclude<Format, "csv">, Convert> = {
  segment,
  mixpanel,
  "mixpanel-people": mixpanelPeople,
  posthog,
  "posthog-persons": posthogPersons,
};

/** What a file holds, by its first record (for CSV: by its columns). Null where it looks like nothing that is known. */
export function formatOf(first: JsonObject, isCsv: boolean): Format | null {
  const has = (...keys: string[]) => keys.every((key) => Object.hasOwn(first, key));
  if (has("$distinct_id")) return "mixpanel-people";
  if (has("distinct_ids")) return "posthog-persons";
  if (has("event", "distinct_id", "timestamp")) return "posthog";
  if (isCsv) return "csv";
  if (has("event", "properties") && !has("type")) return "mixpanel";
  return has("type") ? "segment" : null;
}

/** How records of a format become calls. `header`, `map` and `type` are for CSV. */
export function converterOf(
  format: Format,
  csv: { header: readonly string[]; map: Columns; type: string },
): { convert: Convert; columns: Columns | null } {
  if (format !== "csv") return { convert: CONVERTERS[format], columns: null };
  const columns = columnsOf(csv.header, csv.map);
  return { convert: csvConvert(columns, csv.type), columns };
}
