import type { FunnelQuestion, Selector } from "#core/question.ts";
import type { PersonHistory, QuestionContext } from "#core/history.ts";
import { BareEvent, type SortedFacts } from "#query/fact-columns.ts";
import { createFunnelPlan } from "#query/funnel-plan.ts";
import type { FunnelStream } from "#query/funnel-stream.ts";
import type { NamePlan } from "#query/read-plan.ts";

/** Is the name of an event all that a funnel asks of it? Then nobody's events have to be made of their facts. */
export const namesAreEnough = ({
  steps,
  exclusions = [],
  filter,
  breakdown,
  people,
  order,
  countBy,
}: FunnelQuestion): boolean =>
  steps.every(isNamed) &&
  exclusions.length === 0 &&
  filter === undefined &&
  breakdown === undefined &&
  people === undefined &&
  order !== "strict" &&
  countBy !== "sessions";

const isNamed = (selector: Selector): boolean =>
  "anyOf" in selector ? selector.anyOf.every(isNamed) : selector.filter === undefined;

const NOBODY: PersonHistory = { id: "", trait: () => undefined, events: [] };

/** What each person did, as a stream. */
export function streamsByName(
  question: FunnelQuestion,
  context: QuestionContext,
  names: ReadonlyMap<number, NamePlan>,
): (facts: SortedFacts) => Generator<FunnelStream> {
  const { steps } = createFunnelPlan(question, context);
  const fitsOfName = new Map<number, number>();
  for (const [id, name] of names) {
    const event = new BareEvent(0, 0, name);
    let fit = 0;
    for (const [step, { selects }] of steps.entries()) if (selects(event, NOBODY)) fit |= 1 << step;
    fitsOfName.set(id, fit);
  }
  return function* ({ ends, times, nameIds }) {
    let begin = 0;
    for (const end of ends) {
      const stream = { times: [] as number[], fits: [] as number[], barred: [] };
      for (let at = begin; at < end; at += 1) {
        const fit = fitsOfName.get(nameIds[at] ?? 0) ?? 0;
        if (fit === 0) continue;
        stream.times.push(times[at] ?? 0);
        stream.fits.push(fit);
      }
      if (stream.fits.length > 0) yield stream;
      begin = end;
    }
  };
}
