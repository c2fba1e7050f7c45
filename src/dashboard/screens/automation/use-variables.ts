import { useMemo } from "react";
import type { Trigger } from "#core/automation.ts";
import { useProperties, useTraits } from "#dashboard/api/schema.ts";
import { type Variable, variablesFor } from "#dashboard/screens/automation/variables.ts";

/** What can stand in the texts of an automation with this trigger, as far as such a thing was ever seen. */
export function useVariables(when: Trigger): Variable[] {
  const event = "event" in when && "event" in when.event ? (when.event.event ?? undefined) : undefined;
  const traits = useTraits().data?.traits;
  const properties = useProperties(event).data?.properties;
  return useMemo(
    () =>
      variablesFor(
        when,
        (traits ?? []).map(({ trait }) => trait),
        (properties ?? []).flatMap(({ property, stamped }) => (stamped ? [] : [property])),
      ),
    [when, traits, properties],
  );
}
