import { vi } from "vitest";
import { compileFilter } from "#core/filter.ts";
import { at, isObject, type JsonObject } from "#core/json.ts";
import type { DeliveredEvent, Preset } from "#destinations/contract.ts";
import { applyMapping } from "#destinations/mapping.ts";
import * as modules from "#destinations/segment-catalogue/built/index.js";
import { segmentRegistry } from "#destinations/segment-catalogue/catalogue.ts";
import { catalogueOf } from "#destinations/segment-catalogue/modules.ts";
import type { Subject } from "./contract-suite.ts";
import { filled, sampleSettings } from "./segment-samples.ts";
import { connect, NOW, outcomes, type Seen, type Service } from "./service.ts";
import { specEvents } from "./spec-events.ts";

const registry = segmentRegistry(() => catalogueOf(modules));

/** Takes everything; some look something up first, and Attio names what it made. */
const service: Service = () => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: { id: "1", status: "ok", data: { id: { record_id: "1" } } },
});

/** The same event of another person: ids, address and group differ. LaunchDarkly and others ask for a UUID. */
function eventOf(example: JsonObject, index: number): JsonObject {
  const email = `person-${index}@example.com`;
  const named = { email, name: `Person Number${index}` };
  const isAbout = example["type"] === "identify" || example["type"] === "group";
  return {
    ...example,
    userId: `0192f1c0-7f3a-4000-8000-00000000004${index}`,
    anonymousId: `anonymous-${index}`,
    messageId: `message-${index}`,
    ...(example["type"] === "group" && { groupId: `group-${index}` }),
    ...(isAbout && { traits: { ...(isObject(example["traits"]) ? example["traits"] : {}), ...named } }),
    context: { ...(isObject(example["context"]) ? example["context"] : {}), traits: named },
  };
}

/** Pipedrive's code takes a search that fails for one that finds nobody. */
const REQUESTS: Record<string, number> = { pipedrive: 2 };

/** Slugs of those that we vouch for. */
export const curated = (await registry.entries()).filter(({ tier }) => tier === "curated").map(({ slug }) => slug);

/** An action of a destination for each preset that sends something of one of the events, and the presets that don't. */
export async function subjectsOf(slug: string): Promise<{ subjects: Subject[]; silent: string[] }> {
  const [destination, about, code] = [
    await registry.find(slug),
    await modules.about[slug]?.(),
    await modules.code[slug]?.(),
  ];
  if (!destination || !about || !code) throw new Error(`${slug} is not built`);
  const secretNames = about.default.settings
    .filter(({ secret, choices }) => secret && !choices)
    .map(({ name }) => name);
  const secrets = secretNames.map((name) => `very-secret-${name}`);
  const settings = {
    ...sampleSettings(about.default),
    ...Object.fromEntries(secretNames.map((name, index) => [name, secrets[index] ?? ""])),
  };

  const payloadsOf = ({ action, mapping }: Preset, example: JsonObject): DeliveredEvent[] => {
    const definition = code.default.actions[action];
    if (!definition) throw new Error(`${slug} has no action ${action}`);
    return [0, 1, 2, 3, 4].map((index) => {
      const event = eventOf(example, index);
      const made = applyMapping(mapping ?? destination.actions[action]?.mapping ?? null, event);
      return { id: `c1-1-${index}`, event, payload: filled(isObject(made) ? made : {}, definition) };
    });
  };
  const send = (
    action: string,
    list: readonly DeliveredEvent[],
    { request }: ReturnType<typeof connect>,
    now: number,
  ) => outcomes(destination, { settings, action, events: structuredClone(list), request, now });

  /** What the requests of each event alone say, but for those that only look something up. */
  const saidAlone = (action: string, list: readonly DeliveredEvent[]): Promise<string[]> =>
    Promise.all(
      list.map(async (one) => {
        const connected = connect(service, secrets);
        await send(action, [one], connected, NOW);
        return connected.seen
          .filter(({ method }) => method !== "GET")
          .map(textOf)
          .join("\n");
      }),
    );

  const subjects: Subject[] = [];
  const silent: string[] = [];
  for (const preset of destination.presets) {
    const passes = preset.filter === null ? () => true : compileFilter(preset.filter);
    let isSilent = true;
    for (const example of specEvents) {
      if (!isSilent || !passes((property) => at(example, property.replace(/^\$(type|event)$/, "$1")))) continue;
      const list = payloadsOf(preset, example);
      const said = await saidAlone(preset.action, list);
      if (said[0] === "") continue;
      isSilent = false;
      const marks = marksOf(said, 1);
      subjects.push({
        name: `${slug}, ${preset.name}`,
        secrets,
        requests: REQUESTS[slug] ?? 1,
        service,
        malformed: { body: "<!DOCTYPE html><html>Sign in</html>" },
        refuse:
          marks.length === 0
            ? "its requests are the same for all of them"
            : (seen) => (marks.some((mark) => textOf(seen).includes(mark)) ? { status: 400, body: "not this" } : null),
        async deliver(connected, { now }) {
          // Segment's code reads the clock.
          vi.setSystemTime(now);
          return send(preset.action, list, connected, now);
        },
      });
    }
    if (isSilent) silent.push(preset.name);
  }
  return { subjects, silent };
}

const textOf = ({ url, text }: Seen): string => `${url} ${text}`;

/** What only one of several says: ids and hashes of it. */
function marksOf(said: readonly string[], index: number): string[] {
  const others = said.filter((_, at) => at !== index).join("\n");
  const words = new Set((said[index] ?? "").match(/[\w@.+%-]{4,}/g));
  return [...words].filter((word) => !others.includes(word));
}
