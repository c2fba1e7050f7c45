import * as z from "zod";
import type { Action, AutomationDefinition } from "#core/automation.ts";
import { type Names, sentenceOf } from "#core/automation-sentence.ts";
import type { Automation } from "#automations/automation.ts";
import type { AutomationsHouse } from "#automations/automations-house.ts";

/** An automation as the API gives it. Secrets are null; `secretsSet` names the actions that have one, by their place. */
export const AutomationAnswer = z.looseObject({
  id: z.number(),
  name: z.string(),
  description: z.string(),
  when: z.looseObject({}),
  do: z.array(z.looseObject({})),
  sentence: z.string(),
  secretsSet: z.array(z.number()),
  enabled: z.boolean(),
  enabledAt: z.string().nullable(),
  stopped: z.string().nullable(),
  sentToday: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

const iso = (ms: number): string => new Date(ms).toISOString();

export const automationJson = (
  { id, definition, secretActions, enabled, enabledAt, stopped, createdAt, updatedAt }: Automation,
  names: Names,
  sentToday: number,
) => ({
  id,
  ...definition,
  sentence: sentenceOf(definition, names),
  secretsSet: secretActions,
  enabled,
  enabledAt: enabledAt === null ? null : iso(enabledAt),
  stopped,
  sentToday,
  createdAt: iso(createdAt),
  updatedAt: iso(updatedAt),
});

/** What the sentences of these definitions call what they name. */
export async function namesFor(
  definitions: readonly Pick<AutomationDefinition, "when" | "do">[],
  house: Pick<AutomationsHouse, "audiences" | "connectionNames">,
): Promise<Names> {
  const audienceIds = definitions.flatMap(({ when }) => ("audience" in when ? [when.audience] : []));
  const connectionIds = definitions.flatMap(({ do: actions }) => actions.flatMap(connectionOf));
  const [audiences, connections] = await Promise.all([
    house.audiences.names([...new Set(audienceIds)]),
    house.connectionNames([...new Set(connectionIds)]),
  ]);
  return { audience: (id) => audiences.get(id) ?? null, connection: (id) => connections.get(id) ?? null };
}

const connectionOf = (action: Action): number[] => ("connection" in action ? [action.connection] : []);
