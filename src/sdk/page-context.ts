/** The page that an event is of; a type and no interface, so that it is an object of fields. */
export type PageContext = { path: string; referrer: string; search: string; title: string; url: string };

/** The page as Segment's snippet notes it for a call that comes before the library. */
export interface Noted {
  __t?: "bpc";
  /** The canonical link. */
  c?: string | null | undefined;
  u: string;
  s: string;
  t: string;
  r: string;
}

const now = (): Noted => ({
  c: document.querySelector<HTMLLinkElement>("link[rel=canonical]")?.href,
  u: location.href,
  s: location.search,
  t: document.title,
  r: document.referrer,
});

/** The page now, or as it was noted. A canonical link gives path and url, the address bar the query, as in Segment's library. */
export function pageContext({ c, u, s, t, r }: Noted = now()): PageContext {
  const { pathname, href, search } = new URL(c ?? u.replace(/#.*/, ""), u);
  return { path: pathname, referrer: r, search: s, title: t, url: search ? href : href + s };
}
