import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { AutomationDefinition } from "#core/automation.ts";
import type { Automation } from "#automations/automation.ts";
import { AutomationAnswer, automationJson, namesFor } from "#automations/automation-json.ts";
import {
  automationById,
  changeAutomation,
  createAutomation,
  deleteAutomation,
  listAutomations,
  switchAutomation,
} from "#automations/automations.ts";
import type { AutomationsHouse } from "#automations/automations-house.ts";
import { checkDefinition, readDefinition } from "#automations/check-definition.ts";
import { dayBefore } from "#automations/limits.ts";
import { logRoutes } from "#automations/log-routes.ts";
import { AutomationSettings, changeAutomationSettings, readAutomationSettings } from "#automations/settings.ts";
import { trialRoutes } from "#automations/trial-routes.ts";

const params = z.object({ id: IdText });
const originOf = (url: string): string => new URL(url).origin;

/** Automations: rules that act when something becomes true (docs/automations.md). */
export function automationRoutes(houseOf: (env: Env) => AutomationsHouse): AdminRoute[] {
  return [
    ...settingsRoutes(houseOf),
    // Before those with an id in their place.
    ...logRoutes(houseOf),
    ...trialRoutes(houseOf),
    adminRoute({
      method: "get",
      path: "/api/automations",
      access: "read",
      summary: "All automations, the oldest first, each with a sentence that says what it does.",
      answer: z.object({ automations: z.array(AutomationAnswer) }),
      handle: async (_, { env }) => ({ automations: await shown(houseOf(env), await listAutomations(env.DB)) }),
    }),
    adminRoute({
      method: "post",
      path: "/api/automations",
      access: "automate",
      summary: "Save a new automation. It is switched off: `…/enable` says whether those who match now are told, too.",
      body: AutomationDefinition,
      answer: AutomationAnswer,
      status: 201,
      handle: async ({ body }, { env, req }) => {
        const house = houseOf(env);
        const origin = originOf(req.url);
        await checkDefinition(body, origin, house);
        return one(house, await createAutomation(house.db, house.sealer, body, origin, house.clock()));
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/automations/{id}",
      access: "read",
      summary: "One automation.",
      params,
      answer: AutomationAnswer,
      handle: async ({ params: { id } }, { env }) => one(houseOf(env), await automationById(env.DB, id)),
    }),
    adminRoute({
      method: "patch",
      path: "/api/automations/{id}",
      access: "automate",
      summary: "Change fields of an automation; secrets that are null stay. One that was stopped goes on.",
      params,
      body: z.record(z.string(), z.unknown()),
      answer: AutomationAnswer,
      handle: async ({ params: { id }, body }, { env, req }) => {
        const house = houseOf(env);
        const origin = originOf(req.url);
        const before = await automationById(house.db, id);
        const next = readDefinition({ ...before.definition, ...body });
        await checkDefinition(next, origin, house);
        const changed = await changeAutomation(house.db, house.sealer, id, next, origin, house.clock());
        await tell(house);
        return one(house, changed);
      },
    }),
    adminRoute({
      method: "delete",
      path: "/api/automations/{id}",
      access: "automate",
      summary: "Delete an automation with its log, and what it still had to send.",
      params,
      answer: z.object({ success: z.literal(true) }),
      handle: async ({ params: { id } }, { env }) => {
        const house = houseOf(env);
        await deleteAutomation(house.db, id);
        await house.messenger.forgetAutomation(id);
        await tell(house);
        return { success: true };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/automations/{id}/enable",
      access: "automate",
      summary: "Switch an automation on. `includePresent`: also for those who are in its audience now, once.",
      params,
      body: z.object({ includePresent: z.boolean().default(false) }),
      answer: AutomationAnswer,
      handle: async ({ params: { id }, body: { includePresent } }, { env, req }) => {
        const house = houseOf(env);
        const { definition } = await automationById(house.db, id);
        await checkDefinition(definition, originOf(req.url), house);
        const { when } = definition;
        const next = "audience" in when ? { ...definition, when: { ...when, includePresent } } : definition;
        const switched = await switchAutomation(house.db, id, true, next, house.clock());
        await tell(house);
        return one(house, switched);
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/automations/{id}/disable",
      access: "automate",
      summary: "Switch an automation off. What it still had to send is not sent.",
      params,
      answer: AutomationAnswer,
      handle: async ({ params: { id } }, { env }) => {
        const house = houseOf(env);
        const { definition } = await automationById(house.db, id);
        const switched = await switchAutomation(house.db, id, false, definition, house.clock());
        await tell(house);
        return one(house, switched);
      },
    }),
  ];
}

function settingsRoutes(houseOf: (env: Env) => AutomationsHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/automations/settings",
      access: "read",
      summary: "What holds for all automations: messages a person may get in a day, and whom to tell of trouble.",
      answer: AutomationSettings,
      handle: (_, { env }) => readAutomationSettings(env.DB),
    }),
    adminRoute({
      method: "patch",
      path: "/api/automations/settings",
      access: "automate",
      summary: "Change what holds for all automations.",
      body: AutomationSettings.partial(),
      answer: AutomationSettings,
      handle: async ({ body }, { env }) => {
        await changeAutomationSettings(env.DB, body);
        await houseOf(env).messenger.changed();
        return readAutomationSettings(env.DB);
      },
    }),
  ];
}

/** Those who watch have to know: who rings the clocks, and who looks out for entries and events. */
async function tell({ messenger, audiences }: AutomationsHouse): Promise<void> {
  await messenger.changed();
  await audiences.changed();
}

async function shown(house: AutomationsHouse, automations: readonly Automation[]) {
  const names = await namesFor(
    automations.map(({ definition }) => definition),
    house,
  );
  const sent = await house.messenger.sentSince(dayBefore(house.clock()));
  const sentOf = new Map(sent.map(({ automation, sent: count }) => [automation, count]));
  return automations.map((automation) => automationJson(automation, names, sentOf.get(automation.id) ?? 0));
}

async function one(house: AutomationsHouse, automation: Automation) {
  const [json] = await shown(house, [automation]);
  if (json === undefined) throw new Error("an automation was shown as nothing");
  return json;
}
