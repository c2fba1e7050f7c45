import type * as z from "zod";
import { Failure } from "../connections/failure.ts";

/** JSON with comments and commas before a closing bracket, as people write it. Throws SyntaxError. */
export function parseJsonc(text: string): unknown {
  const plain = text.replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[^]*?\*\//g, (_, quoted: string | undefined) =>
    quoted === undefined ? " " : quoted,
  );
  const strict = plain.replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, (_, quoted: string | undefined) => quoted ?? "");
  return JSON.parse(strict);
}

/** A file's JSON, read by a schema. Throws Failure, which names the file and what is wrong in it. */
export function readJsonc<S extends z.ZodType>(schema: S, file: string, text: string): z.infer<S> {
  let value: unknown;
  try {
    value = parseJsonc(text);
  } catch (cause) {
    // What the parser says repeats a part of the text, and a secret may have been written there by mistake.
    throw new Failure(`${file} holds no JSON.`, { cause });
  }
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Failure(`${file}: ${issue?.path.join(".") || "the whole"}: ${issue?.message ?? "not readable"}`);
}
