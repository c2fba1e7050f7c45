import type { Selector } from "#core/question.ts";

/** The events a selector is about, its filters left aside. */
export interface Named {
  any: boolean;
  names: ReadonlySet<string>;
}

/** Which events may be selected, by their counted names. */
export function namedBy(selector: Selector): Named {
  if ("anyOf" in selector) {
    const all = selector.anyOf.map(namedBy);
    return { any: all.some(({ any }) => any), names: new Set(all.flatMap(({ names }) => [...names])) };
  }
  return { any: selector.event === null, names: new Set(selector.event === null ? [] : [selector.event]) };
}

/** Is this event one of those? */
export const isNamed = ({ any, names }: Named, event: { name: string; done: boolean }): boolean =>
  (any && event.done) || names.has(event.name);
