import * as z from "zod";
import { readJsonc } from "../jsonc.ts";
import { KINDS } from "./kinds.ts";

const Named = z.looseObject({ name: z.string().trim().min(1) });

/** A client's set-up: what is left out is left as it is. Entries are checked when they are applied, by the API's own rules. */
const SetupFile = z.strictObject(
  Object.fromEntries(
    KINDS.map((kind) => [
      kind.key,
      (kind.form === "single" ? z.looseObject({}) : z.array(Named).check(unique)).optional(),
    ]),
  ),
);
export type SetupFile = Record<string, Record<string, unknown> | Record<string, unknown>[] | undefined>;

/** The name is what an entry is known by. */
function unique({ value, issues }: z.core.ParsePayload<{ name: string }[]>): void {
  const names = value.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) issues.push({ code: "custom", input: value, message: `two are called "${twice}"` });
}

/** Throws Failure, which says what is wrong and where. */
export const readSetup = (file: string, text: string): SetupFile => readJsonc(SetupFile, file, text);
