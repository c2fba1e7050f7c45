import { readFile } from "node:fs/promises";
import { Failure, Misuse } from "./failure.ts";

/** The JSON in a file that an option names. Throws Failure where it can't be read, Misuse where it is none. */
export async function jsonFile(option: string, file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new Failure(`--${option}: ${file} can't be read.`, { cause });
  });
  return jsonIn(option, text, `${file} holds`);
}

/** JSON that was given with an option. */
export function jsonIn(option: string, text: string, where = "this is"): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Misuse(`--${option}: ${where} no JSON.`, { cause });
  }
}
