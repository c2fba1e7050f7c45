import * as z from "zod";
import { AudienceDefinition } from "#core/audience.ts";
import { AutomationDefinition } from "#core/automation.ts";
import { Question } from "#core/question.ts";
import { TrackingPlan } from "#core/tracking-plan.ts";
import { Subscription } from "#destinations/connection.ts";
import type { Entry, Kind } from "./kind.ts";

const Name = z.string().trim().min(1).max(200);

const pick = (answer: Entry, fields: readonly string[]): Entry =>
  Object.fromEntries(fields.flatMap((field) => (field in answer ? [[field, answer[field]]] : [])));

/** What a client's set-up is made of, in the order it is applied: a later one may name an earlier. */
export const KINDS: readonly Kind[] = [
  {
    form: "single",
    key: "settings",
    path: "/api/settings",
    method: "PATCH",
    schema: z.looseObject({}),
    read: (answer) => answer,
    secrets: "none",
  },
  {
    form: "single",
    key: "mail",
    path: "/api/mail/settings",
    method: "PUT",
    schema: z.looseObject({ provider: z.string(), replyTo: z.string().nullable().default(null) }),
    read: (answer) => answer["chosen"] as Entry | null,
    secrets: "settings",
  },
  {
    form: "single",
    key: "automationSettings",
    path: "/api/automations/settings",
    method: "PATCH",
    schema: z.looseObject({}),
    read: (answer) => answer,
    secrets: "none",
  },
  {
    form: "single",
    key: "trackingPlan",
    path: "/api/tracking-plan",
    method: "PUT",
    schema: TrackingPlan,
    // Drafts are proposals of the deployment's own.
    read: ({ unplanned, events }) => ({
      unplanned,
      events: (events as Entry[])
        .filter(({ state }) => state === "active")
        .map((event) => pick(event, ["kind", "name", "enforcement", "description", "owner", "schema"])),
    }),
    secrets: "none",
  },
  {
    form: "collection",
    key: "sources",
    one: "source",
    path: "/api/sources",
    schema: z.strictObject({
      name: Name,
      kind: z.enum(["public", "secret"]).default("public"),
      enabled: z.boolean().default(true),
      writeKey: z.string().optional(),
    }),
    fields: ["name", "kind", "enabled"],
    references: [],
    fixed: ["kind", "writeKey"],
    later: ["enabled"],
    // Its events stay, and they are its own.
    insteadOfDelete: { enabled: false },
    secrets: "none",
  },
  {
    form: "collection",
    key: "connections",
    one: "connection",
    path: "/api/connections",
    schema: z.strictObject({
      name: Name,
      destination: z.string(),
      enabled: z.boolean().default(true),
      paused: z.boolean().default(false),
      sources: z.array(z.number()).nullable().default(null),
      bots: z.boolean().default(false),
      consentCategories: z.array(z.string()).default([]),
      settings: z.record(z.string(), z.json()).default({}),
      subscriptions: z.array(Subscription).optional(),
    }),
    fields: [
      "name",
      "destination",
      "enabled",
      "paused",
      "sources",
      "bots",
      "consentCategories",
      "settings",
      "subscriptions",
    ],
    references: [{ at: ["sources", "*"], kind: "sources" }],
    fixed: ["destination"],
    later: ["paused"],
    secrets: "settings",
  },
  {
    form: "collection",
    key: "audiences",
    one: "audience",
    path: "/api/audiences",
    schema: AudienceDefinition,
    fields: ["name", "description", "kind", "where"],
    references: [],
    fixed: [],
    later: [],
    secrets: "none",
  },
  {
    form: "collection",
    key: "reports",
    one: "report",
    path: "/api/reports",
    schema: z.strictObject({
      name: Name,
      description: z.string().trim().default(""),
      question: Question,
      board: z.number().int().nullable().default(null),
    }),
    fields: ["name", "description", "question", "board"],
    references: [],
    fixed: [],
    later: ["board"],
    secrets: "none",
  },
  {
    form: "collection",
    key: "automations",
    one: "automation",
    path: "/api/automations",
    schema: AutomationDefinition.extend({ enabled: z.boolean().default(false) }),
    fields: ["name", "description", "when", "do", "again", "quietHours", "perHour", "enabled"],
    references: [
      { at: ["when", "audience"], kind: "audiences" },
      { at: ["do", "*", "connection"], kind: "connections" },
      { at: ["do", "*", "digest", "*"], kind: "reports" },
    ],
    fixed: [],
    later: [],
    secrets: "actions",
    switched: { field: "enabled", on: "enable", off: "disable" },
  },
];
