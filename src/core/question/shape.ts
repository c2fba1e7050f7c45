import * as z from "zod";
import { isObject } from "#core/json.ts";

/** A field that another choice has and this one hasn't: whoever writes it means the other. */
export const absent = z.never().optional();

/** An object of exactly these fields: an unknown one is refused by its name, with the names there are. */
export const fields = <Shape extends z.core.$ZodShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `Unknown field ${issue.keys.map((key) => `"${key}"`).join(", ")}; the fields here are ${namesOf(shape).join(", ")}.`
        : undefined,
  });

const namesOf = (shape: z.core.$ZodShape): string[] => Object.keys(shape).filter((name) => shape[name] !== absent);

/**
 * A choice of objects told apart by the field they have: `{and}`, `{did}`, … The message of a refusal is about the one
 * that was meant, with the path to the fault inside it; `what` says how to write one. A schema may stand under several names.
 */
export function byField<Choice>(options: Record<string, z.ZodType<Choice>>, what: string): z.ZodType<Choice> {
  const schemas = [...new Set(Object.values(options))];
  return z.union(schemas, {
    error: (issue) => {
      const keys = isObject(issue.input) ? Object.keys(issue.input) : [];
      const names = keys.filter((key) => Object.hasOwn(options, key));
      if (names.length === 0) return keys.length === 0 ? what : `${what} Found only ${keys.join(", ")}.`;
      const meant = schemas.findIndex(
        (schema) => schema instanceof z.ZodObject && names.every((name) => namesOf(schema.shape).includes(name)),
      );
      if (meant === -1) return `Write ${names.map((name) => `"${name}"`).join(" or ")}, not both.`;
      const faults = issue.code === "invalid_union" ? issue.errors[meant] : undefined;
      return faults?.map((fault) => [...fault.path, fault.message].join(": ")).join(" ") ?? what;
    },
  });
}
