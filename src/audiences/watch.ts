import type { WatchedTrigger } from "#core/firing.ts";
import type { Condition, Selector } from "#core/question.ts";
import type { Language } from "#audiences/audiences-house.ts";
import { compileEdges, type NextEdge } from "#audiences/edges.ts";
import type { QuestionContext, Needs } from "#core/history.ts";
import { STRANGER } from "#audiences/stranger.ts";
import { type Named, namedBy } from "#audiences/selectors.ts";

/** A live audience, as far as it has to be known to keep it up to date. */
export interface AudienceWatch {
  audience: number;
  where: Condition;
  needs: Needs;
  nextEdge: NextEdge;
  /** Somebody may be in it without any of the needed events. */
  everybody: boolean;
  /** So may somebody of whom nothing at all is known. */
  strangers: boolean;
}

/** An automation that waits for an event. */
export interface EventWatch {
  automation: number;
  selector: Selector;
  /** The events themselves. */
  named: Named;
  /** What its filter asks of the event and the person. */
  needs: Needs;
  /** Does it ask for what they did before? */
  looksBack: boolean;
}

/** Automations that wait for somebody to enter or leave. */
export interface EntryTrigger {
  automation: number;
  change: "entered" | "left";
  includePresent: boolean;
}

export function watchAudience(
  audience: number,
  where: Condition,
  language: Language,
  context: QuestionContext,
): AudienceWatch {
  return {
    audience,
    where,
    needs: language.needs(where, context),
    nextEdge: compileEdges(where),
    everybody: language.includesPeopleWithoutEvents(where),
    strangers: language.isMember(where, context)(STRANGER),
  };
}

export function watchEvent(
  automation: number,
  selector: Selector,
  language: Language,
  context: QuestionContext,
): EventWatch {
  const needs = language.needs({ and: filtersOf(selector) }, context);
  return { automation, selector, named: namedBy(selector), needs, looksBack: needs.any || needs.names.length > 0 };
}

const filtersOf = (selector: Selector): Condition[] =>
  "anyOf" in selector ? selector.anyOf.flatMap(filtersOf) : selector.filter === undefined ? [] : [selector.filter];

/** Triggers by what they wait for. */
export function sortTriggers(triggers: readonly WatchedTrigger[]): {
  events: { automation: number; selector: Selector }[];
  entries: ReadonlyMap<number, EntryTrigger[]>;
} {
  const events: { automation: number; selector: Selector }[] = [];
  const entries = new Map<number, EntryTrigger[]>();
  for (const { automation, when } of triggers) {
    if ("event" in when) {
      events.push({ automation, selector: when.event });
      continue;
    }
    const { audience, change, includePresent } = when;
    entries.set(audience, [...(entries.get(audience) ?? []), { automation, change, includePresent }]);
  }
  return { events, entries };
}
