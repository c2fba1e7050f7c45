import type { Behaviour, Selector } from "#core/question.ts";

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

/** The selectors of a behaviour. */
export function selectorsOf(behaviour: Behaviour): readonly Selector[] {
  if ("did" in behaviour) return [behaviour.did];
  if ("didNot" in behaviour) return [behaviour.didNot];
  if ("firstTime" in behaviour) return [behaviour.firstTime];
  if ("aggregate" in behaviour) return [behaviour.aggregate];
  if ("sequence" in behaviour) return behaviour.sequence;
  if ("regularly" in behaviour) return [behaviour.regularly];
  return ["stopped" in behaviour ? behaviour.stopped : behaviour.restarted];
}
