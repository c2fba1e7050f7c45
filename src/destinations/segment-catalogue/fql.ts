import { type Condition, parseFql } from "@segment/destination-subscriptions";
import type { Filter } from "#core/filter.ts";

/**
 * A subscription in Segment's FQL as a filter of ours; runs when the catalogue is built. Throws where it says what our filter
 * can't, so a new version that asks for more is noticed.
 */
export function filterOf(fql: string): Filter {
  const parsed = parseFql(fql.trim());
  if ("error" in parsed) throw new Error(`${fql}: ${parsed.error.message}`);
  return simplified(conditionOf(parsed, fql));
}

function conditionOf(condition: Condition, fql: string): Filter {
  switch (condition.type) {
    case "group": {
      const parts = condition.children.map((child) => conditionOf(child, fql));
      return condition.operator === "and" ? { and: parts } : { or: parts };
    }
    case "event-type":
      return comparison("$type", condition.operator, condition.value, fql);
    case "event": {
      // Other calls have names of their own with us; at Segment they have none.
      const named = comparison("$event", condition.operator, condition.value, fql);
      return condition.operator === "=" ? { and: [{ property: "$type", value: "track" }, named] } : named;
    }
    case "event-property":
      return comparison(condition.name, condition.operator, condition.value, fql);
    case "event-context":
      return comparison(`context.${condition.name}`, condition.operator, condition.value, fql);
    case "event-trait":
    case "userId":
    case "name":
      throw new Error(`${fql}: no filter of ours asks for ${condition.type}`);
  }
}

function comparison(
  property: string,
  operator: string,
  value: string | number | boolean | undefined,
  fql: string,
): Filter {
  if (value === undefined || (operator !== "=" && operator !== "!=")) {
    throw new Error(`${fql}: no filter of ours has ${operator}`);
  }
  return operator === "=" ? { property, value } : { property, op: "neq", value };
}

/** `a = 1 and a = 1` once, groups of groups flat, and many unequal values of one property as one list. */
function simplified(filter: Filter): Filter {
  if (!("and" in filter)) return "or" in filter ? { or: filter.or.map(simplified) } : filter;
  const parts = new Map<string, Filter>();
  const not = new Map<string, (string | number | boolean)[]>();
  for (const part of filter.and.map(simplified).flatMap((inner) => ("and" in inner ? inner.and : [inner]))) {
    if ("property" in part && part.op === "neq") {
      const values = [...(not.get(part.property) ?? []), part.value ?? []].flat();
      not.set(part.property, values);
      const [first, ...more] = values;
      parts.set(`not ${part.property}`, { ...part, value: more.length === 0 && first !== undefined ? first : values });
    } else parts.set(JSON.stringify(part), part);
  }
  const [only, ...others] = parts.values();
  return only && others.length === 0 ? only : { and: [...parts.values()] };
}
