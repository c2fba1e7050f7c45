import type { FiringCause } from "#core/firing.ts";
import type { JsonObject } from "#core/json.ts";
import { type Person, personVariables } from "#automations/person.ts";

/** What templates may name: `person`, `event`, `audience`, `report`, `operation` and `automation`; what doesn't apply is missing. */
export function variablesOf(
  automation: { id: number; name: string },
  cause: FiringCause,
  person: Person | null,
  audienceName: string | null,
): JsonObject {
  const about = { automation, ...(person === null ? {} : { person: personVariables(person) }) };
  switch (cause.kind) {
    case "entered":
    case "left":
      return { ...about, audience: { id: cause.audience, name: audienceName } };
    case "event":
      return { ...about, event: { ...cause.properties, name: cause.name, properties: cause.properties } };
    case "alert":
      return {
        ...about,
        report: { value: cause.value, before: cause.before, label: cause.label, change: changeOf(cause) },
      };
    case "schedule":
      return { ...about, schedule: { at: cause.at } };
    case "operation": {
      const findings = cause.findings.map((finding) => ({ ...finding }));
      return {
        ...about,
        operation: { findings, text: findings.map(({ says, remedy }) => `${says} ${remedy}`).join("\n\n") },
      };
    }
  }
}

/** By how many percent a value has changed, to one decimal; null where there was nothing before. */
const changeOf = ({ value, before }: { value: number; before: number | null }): number | null =>
  before === null || before === 0 ? null : Math.round(((value - before) / before) * 1_000) / 10;
