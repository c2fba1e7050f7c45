import { Catalogue, Connection, Entry } from "./answers.ts";
import type { Api } from "./api.ts";
import { Failure, Refused } from "./failure.ts";
import { wholeNumber } from "./whole-number.ts";

/** The connection whose id was written, and its path. Throws Misuse where that is none, Failure where there is none. */
export async function connectionOf(
  api: Api,
  word: string | undefined,
): Promise<{ path: string; connection: Connection }> {
  const id = wholeNumber("The id of a connection", word ?? "");
  const path = `/api/connections/${id}`;
  const connection = await unlessNotFound(api(Connection, path));
  if (connection) return { path, connection };
  throw new Failure(`There is no connection ${id}. Those there are: npm run connections -- list`);
}

/** A destination with its form; an older deployment has that in its list only. */
export async function entryOf(api: Api, slug: string): Promise<Entry> {
  const alone = await unlessNotFound(api(Entry, `/api/destinations/${encodeURIComponent(slug)}`));
  if (alone) return alone;
  const { destinations } = await api(Catalogue, "/api/destinations");
  const listed = destinations.find((each) => each.slug === slug);
  if (!listed) throw new Failure(`There is no destination "${slug}". To look for it: npm run connections -- catalogue`);
  const read = Entry.safeParse(listed);
  if (read.success) return read.data;
  throw new Failure(`${listed.name} is there, but does not say what it asks for. Try again in a moment.`);
}

async function unlessNotFound<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return null;
    throw error;
  }
}
