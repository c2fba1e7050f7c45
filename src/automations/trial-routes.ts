import * as z from "zod";
import { type AdminRoute, adminRoute, IdText } from "#core/admin-route.ts";
import { AutomationDefinition } from "#core/automation.ts";
import { Problem } from "#core/problem.ts";
import type { OpenAutomation } from "#automations/automation.ts";
import { openAutomation } from "#automations/automations.ts";
import type { AutomationsHouse } from "#automations/automations-house.ts";
import { preview } from "#automations/preview.ts";
import { SENDING_STATES } from "#automations/sending.ts";
import { splitSecrets } from "#automations/secrets.ts";
import { tryOut } from "#automations/try-out.ts";

const params = z.object({ id: IdText });

/** Whom, or what, an automation is looked at with. */
const Subject = {
  /** Any id of a person. */
  person: z.string().min(1).max(1_000).optional(),
  /** The messageId of a stored event; its person is meant where none is named. */
  event: z.string().min(1).max(300).optional(),
};

const Headers = z.record(z.string(), z.string());
const PreviewAnswer = z.object({
  actions: z.array(
    z.object({
      /** The place of the action. */
      action: z.number(),
      what: z.string(),
      /** Null: it would be sent. Else why not. */
      problem: z.string().nullable(),
      state: z.enum(SENDING_STATES).nullable(),
      message: z
        .discriminatedUnion("via", [
          z.object({
            via: z.literal("mail"),
            to: z.array(z.string()),
            subject: z.string(),
            /** Pictures of the mail are in it as data: URLs. Show it in a sandbox: it is a mail. */
            html: z.string(),
            text: z.string(),
            headers: Headers,
          }),
          z.object({ via: z.literal("slack"), text: z.string() }),
          z.object({ via: z.literal("webhook"), url: z.string(), body: z.string() }),
          z.object({ via: z.literal("push"), title: z.string(), body: z.string(), url: z.string().nullable() }),
          z.object({ via: z.literal("trait"), trait: z.string(), value: z.json() }),
          z.object({
            via: z.literal("connection"),
            connection: z.number(),
            event: z.string(),
            properties: z.looseObject({}),
          }),
        ])
        .nullable(),
    }),
  ),
});

/** Trying an automation out: what it would send, and one message of it, really sent. */
export function trialRoutes(houseOf: (env: Env) => AutomationsHouse): AdminRoute[] {
  return [
    adminRoute({
      method: "post",
      path: "/api/automations/preview",
      access: "automate",
      summary: "What a definition that is not saved would send about a person or an event. Nothing is sent.",
      body: z.object({ ...Subject, definition: AutomationDefinition }),
      answer: PreviewAnswer,
      handle: ({ body }, { env, req }) =>
        preview({ id: 0, definition: body.definition, origin: new URL(req.url).origin }, body, houseOf(env)),
    }),
    adminRoute({
      method: "post",
      path: "/api/automations/{id}/preview",
      access: "automate",
      summary: "What an automation would send about a person or an event. Nothing is sent.",
      params,
      body: z.object({ ...Subject, definition: AutomationDefinition.optional() }),
      answer: PreviewAnswer,
      handle: async ({ params: { id }, body }, { env }) => {
        const house = houseOf(env);
        const automation = await opened(house, id);
        return preview({ ...automation, definition: body.definition ?? automation.definition }, body, house);
      },
    }),
    adminRoute({
      method: "post",
      path: "/api/automations/{id}/test",
      access: "automate",
      summary:
        "Send one message of an automation now, to this address (a mail) or URL (Slack, webhook). It counts for no limit.",
      params,
      body: z.object({
        ...Subject,
        /** Where to; null: where the action sends to anyway (Slack, webhook, the team). */
        to: z.string().max(2_000).nullable().default(null),
        /** The place of the action. */
        action: z.number().int().min(0).max(4).default(0),
        definition: AutomationDefinition.optional(),
      }),
      answer: z.object({ sent: z.boolean(), words: z.string() }),
      handle: async ({ params: { id }, body }, { env }) => {
        const house = houseOf(env);
        return tryOut(withDefinition(await opened(house, id), body.definition), body, house);
      },
    }),
  ];
}

async function opened({ db, sealer }: AutomationsHouse, id: number): Promise<OpenAutomation> {
  const automation = await openAutomation(db, sealer, id);
  if (automation === null) throw new Problem("not_found");
  return automation;
}

/** As it would be if it were saved so: secrets that are null are those it has. */
function withDefinition(automation: OpenAutomation, definition: AutomationDefinition | undefined): OpenAutomation {
  if (definition === undefined) return automation;
  const before = { actions: automation.definition.do, secrets: automation.secrets };
  const { actions, secrets } = splitSecrets(definition.do, before);
  return { ...automation, definition: { ...definition, do: actions }, secrets };
}
