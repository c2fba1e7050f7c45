/**
 * For a page that calls before the library is there: keeps the calls in a list, which the library takes over. By then the
 * page may be another, so that is noted too, in the form of Segment's snippet.
 */
const list: unknown[] & Record<string, unknown> = [] as never;
(window as unknown as Record<string, unknown>)["analytics"] = list;
for (const method of "track,page,screen,identify,group,alias,reset,ready,on,once,off,setAnonymousId,addSourceMiddleware,trackClick,trackLink,trackSubmit,trackForm,consent,optOut".split(
  ",",
))
  list[method] = (...args: unknown[]) => {
    const { href: u, search: s } = location;
    const page = { __t: "bpc", u, s, t: document.title, r: document.referrer };
    list.push([method, ...args, ...(/^(track|page|screen|identify|group|alias)$/.test(method) ? [page] : [])]);
    return list;
  };
list["load"] = (key: string, settings: unknown, base: string) => {
  list["_loadOptions"] = settings;
  document.head.append(Object.assign(document.createElement("script"), { src: `${base}/${key}.js` }));
};
