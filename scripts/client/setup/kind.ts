import type * as z from "zod";

export type Entry = Record<string, unknown>;

/** What an entry is known by; `otherwise` where it has no name. */
export const nameOf = ({ name }: Entry, otherwise = ""): string => (typeof name === "string" ? name : otherwise);

/** A name in the file stands for an id of the deployment. `at` finds it in an entry; `*` is every one of a list. */
export interface Reference {
  at: readonly string[];
  kind: string;
}

/** Something of which a workspace has many, each known by its name. */
export interface Collection {
  form: "collection";
  /** What it is called in the file, and one of it in words. */
  key: string;
  one: string;
  path: string;
  /** What the API's answer calls the list; `key` where it is the same. */
  listed?: string;
  /** Entries as the API takes them, defaults filled in: by what the API itself checks with. */
  schema: z.ZodType;
  /** Fields of the API's answer that the file has. */
  fields: readonly string[];
  references: readonly Reference[];
  /** Fields that only a new one can be given. */
  fixed: readonly string[];
  /** Fields that can only be changed, after it was made. */
  later: readonly string[];
  /** What takes the place of deleting, where nothing is deleted: a change. */
  insteadOfDelete?: Entry;
  secrets: "settings" | "actions" | "none";
  /** Calls that switch one, where that is no field. */
  switched?: { field: string; on: string; off: string };
}

/** Something of which a workspace has one. */
export interface Single {
  form: "single";
  key: string;
  path: string;
  method: "PATCH" | "PUT";
  schema: z.ZodType;
  /** The part of the API's answer that is this; null where nobody has chosen it. */
  read(answer: Entry): Entry | null;
  secrets: "settings" | "none";
}

export type Kind = Collection | Single;
