import type { KnownSync } from "#lists/sync.ts";

/** Names a page, or all pages of a session, the same at every attempt and never another. */
export const pageKey = ({ uid }: Pick<KnownSync, "uid">, session: number, page?: number): string =>
  `${uid}.${session}${page === undefined ? "" : `.${page}`}`;

export const peopleInWords = (count: number): string => (count === 1 ? "1 person" : `${count} people`);
