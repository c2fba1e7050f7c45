import * as z from "zod";
import { answerError, answerMessage } from "#destinations/answer.ts";
import { defineDestination, Disconnected, RateLimited, Rejected, Unavailable } from "#destinations/contract.ts";
import { posthogEvent, posthogVerdict } from "#destinations/posthog-event.ts";
import { oneByOne } from "#destinations/one-by-one.ts";
import type { JsonObject } from "#core/json.ts";

const HOUR = 3_600_000;

const settings = z.object({
  apiKey: z
    .string()
    .min(1)
    .max(200)
    .meta({ title: "Project API key", description: "phc_…, in the project's settings.", secret: true }),
  host: z
    .url({ protocol: /^https?$/ })
    .default("https://us.i.posthog.com")
    .meta({
      title: "Host",
      description: "https://us.i.posthog.com, https://eu.i.posthog.com, or the address of your own PostHog.",
    }),
  groupType: z
    .string()
    .min(1)
    .max(100)
    .default("company")
    .meta({ title: "Group type", description: "What groups are in PostHog." }),
  anonymousProfiles: z.boolean().default(false).meta({
    title: "Profiles for anonymous people",
    description: "PostHog charges more for events with a profile; without one it still counts them.",
  }),
});

/** The batch API that PostHog's own libraries use (posthog.com/docs/api/capture). */
export const posthog = defineDestination({
  slug: "posthog",
  name: "PostHog",
  description: "Passes events, people and groups on to PostHog's product analytics.",
  categories: ["Analytics"],
  documentation: "https://posthog.com/docs/api/capture",
  settings,
  actions: {
    capture: {
      title: "Capture",
      description: "Tracked events by their name; pages, screens, people, groups and aliases as PostHog's own.",
      mapping: {
        user_id: { "@path": "$.userId" },
        anonymous_id: { "@path": "$.anonymousId" },
        group_id: { "@path": "$.groupId" },
        previous_id: { "@path": "$.previousId" },
        event: { "@path": "$.event" },
        name: { "@path": "$.name" },
        timestamp: { "@path": "$.timestamp" },
        properties: { "@path": "$.properties" },
        traits: { "@path": "$.traits" },
        context: { "@path": "$.context" },
      },
      // PostHog takes 20 MB.
      batch: { events: 500, bytes: 5_000_000 },
    },
  },
  presets: [{ name: "All events", action: "capture", filter: null }],
  async deliver({ settings, events, request, now }) {
    const batch: JsonObject[] = [];
    const refused = await oneByOne(events, async (event) => {
      batch.push(await posthogEvent(event, settings));
    });
    if (batch.length > 0) {
      const url = `${settings.host.replace(/\/+$/, "")}/batch/`;
      const json = { api_key: settings.apiKey, batch };
      const answer = await request(url, { method: "POST", json, timeoutMs: 20_000, anyStatus: true });
      const answering = { who: "PostHog", secrets: [settings.apiKey], now, missing: [404] };
      const error = answerError(answer, answering);
      if (error instanceof Rejected && /api[_ ]key|token/i.test(answer.text)) throw new Disconnected(error.message);
      if (error !== null) throw error;
      const verdict = posthogVerdict(answer.json());
      if (verdict === "over quota") throw new RateLimited("PostHog: the plan's limit of events is reached.", HOUR);
      if (verdict === "unknown") throw new Unavailable(answerMessage(answer, answering));
    }
    return refused;
  },
});
