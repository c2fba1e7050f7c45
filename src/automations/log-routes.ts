import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { actionWords } from "#core/automation-sentence.ts";
import type { Automation } from "#automations/automation.ts";
import { namesFor } from "#automations/automation-json.ts";
import { automationById } from "#automations/automations.ts";
import type { AutomationsHouse } from "#automations/automations-house.ts";
import { causeWords } from "#automations/cause-words.ts";
import { NOTICE } from "#automations/firing-store.ts";
import { dayBefore } from "#automations/limits.ts";
import type { LoggedFiring } from "#automations/log-store.ts";
import { outcomeWords } from "#automations/outcome-words.ts";
import { personNames } from "#core/report/person-name.ts";
import { emailOf, type Person } from "#automations/person.ts";
import { SENDING_STATES, WAITS } from "#automations/sending.ts";
import { why } from "#automations/why.ts";

const params = z.object({ id: IdText });
const PersonShown = z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable() });

const FiringAnswer = z.object({
  id: z.number(),
  at: z.string(),
  person: PersonShown.nullable(),
  /** Why it acted: "entered “Women over 35”". */
  because: z.string(),
  actions: z.array(
    z.object({
      id: z.number(),
      /** What: "send them the e-mail “Hello”". */
      action: z.string(),
      state: z.enum(SENDING_STATES),
      wait: z.enum(WAITS).nullable(),
      /** What became of it, in words. */
      outcome: z.string(),
      /** When it ended, or when a waiting one is looked at again. */
      at: z.string(),
    }),
  ),
});

/** What automations did, and why they did not. */
export function logRoutes(houseOf: (env: Env) => AutomationsHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "get",
      path: "/api/automations/why",
      access: "read",
      summary: "Why an automation did or did not act for somebody, in words.",
      query: z.object({ automation: IdText, person: z.string().min(1).max(1_000) }),
      answer: z.object({ told: z.boolean(), words: z.string() }),
      handle: async ({ query }, { env }) => {
        const house = houseOf(env);
        const automation = await automationById(house.db, query.automation);
        return why(automation, await house.personNamed(query.person), house);
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/automations/{id}/log",
      access: "read",
      summary: "Each time an automation acted or might have, the newest first, and what became of it; of 180 days.",
      params,
      query: z.object({
        person: z.string().min(1).max(1_000).optional(),
        cursor: z.coerce.number().int().positive().optional(),
        limit: z.coerce.number().int().min(1).max(200).default(50),
      }),
      answer: z.object({ firings: z.array(FiringAnswer), next: z.string().nullable() }),
      handle: async ({ params: { id }, query }, { env }) => {
        const house = houseOf(env);
        const automation = await automationById(house.db, id);
        const person = query.person === undefined ? null : await house.personNamed(query.person);
        const actors = person?.actors ?? null;
        const { limit } = query;
        const found = await house.messenger.log({ automation: id, actors, before: query.cursor ?? null, limit });
        const last = found.length < limit ? undefined : found.at(-1);
        return { firings: await firingsJson(found, automation, house), next: last ? String(last.id) : null };
      },
    }),
    adminRoute({
      method: "get",
      path: "/api/automations/{id}/health",
      access: "read",
      summary: "What became of the messages of the last 24 hours, and how many wait.",
      params,
      answer: z.object({
        since: z.string(),
        counts: z.record(z.enum(SENDING_STATES), z.number()),
        stopped: z.string().nullable(),
      }),
      handle: async ({ params: { id } }, { env }) => {
        const house = houseOf(env);
        const { stopped } = await automationById(house.db, id);
        const since = dayBefore(house.clock());
        const found = await house.messenger.counts(id, since);
        const counts = Object.fromEntries(SENDING_STATES.map((state) => [state, found[state] ?? 0]));
        return { since: new Date(since).toISOString(), counts, stopped };
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/automations/{id}/retry",
      access: "automate",
      summary:
        "Try again what failed, had no address, or of which nobody knows: one action of the log, or all of them.",
      params,
      body: z.object({ action: z.number().int().positive().nullable().default(null) }),
      answer: z.object({ retried: z.number() }),
      handle: async ({ params: { id }, body }, { env }) => {
        const house = houseOf(env);
        await automationById(house.db, id);
        return { retried: await house.messenger.retry(id, body.action) };
      },
    }),
  ];
}

const personShown = (person: Person) => ({
  id: person.id,
  name: personNames(person.traits).name,
  email: emailOf(person),
});

async function firingsJson(found: readonly LoggedFiring[], { definition }: Automation, house: AutomationsHouse) {
  const people = await house.people([...new Set(found.flatMap(({ actors }) => actors))]);
  const byActor = new Map(people.flatMap((person) => person.actors.map((actor) => [actor, person])));
  const names = await namesFor([definition], house);
  const { timezone } = await house.workspace();
  return found.map(({ id, at, actors, cause, sendings }) => {
    const person = actors.map((actor) => byActor.get(actor)).find((one) => one !== undefined);
    return {
      id,
      at: new Date(at).toISOString(),
      person: person ? personShown(person) : null,
      because: causeWords(cause, names),
      actions: sendings.map((sending) => {
        const action = definition.do[sending.action];
        const what = sending.action === NOTICE ? "tell the team" : action && actionWords(action, names);
        return {
          id: sending.id,
          action: what ?? "an action that it doesn't have any more",
          state: sending.state,
          wait: sending.wait,
          outcome: outcomeWords(sending, timezone),
          at: new Date(sending.at).toISOString(),
        };
      }),
    };
  });
}
