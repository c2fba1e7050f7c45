import type { Callback, Fields, Options, TrackingEvent } from "#sdk/api.ts";

const isObject = (value: unknown): value is Fields => ({}).toString.call(value) === "[object Object]";
const isText = (value: unknown): value is string | number => /^[sn]/.test(typeof value);

/** [name, fields] of track, [category, name, fields] of page and screen, [id, traits], or [new id, old id] of alias. */
export type Said = [positional: unknown[], options: Options, callback: Callback | undefined];

/** What a call means, by Segment's rules: a page's texts and objects may come in any number, null stands for what is left out. */
export function understood(type: TrackingEvent["type"], given: unknown[]): Said {
  const texts = given.filter(isText).map(String);
  let [fields, options]: unknown[] = given.filter(isObject);
  let positional: unknown[] = [texts[0]];
  const first = given[0];
  if (/^[ps]/.test(type)) {
    positional = texts[1] ? texts : [undefined, texts[0]];
    if (!options && isObject(given[3])) [options, fields] = [fields, options];
  } else if (!isObject(first)) [, fields, options] = given;
  else if (type === "track") {
    positional = [first["event"]];
    fields = first["properties"];
  }
  return [
    [...positional, isObject(fields) || type === "alias" ? fields : {}],
    isObject(options) ? options : {},
    given.find((value) => typeof value === "function") as Callback | undefined,
  ];
}
