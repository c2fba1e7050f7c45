import { describe, expect, it } from "vitest";
import { Filter } from "#core/filter.ts";
import { isObject, type JsonObject } from "#core/json.ts";
import type { Destination } from "#destinations/contract.ts";
import { mappingFault } from "#destinations/mapping.ts";
import { formOf } from "#destinations/settings-form.ts";
import { contractSuite, type Subject } from "./contract-suite.ts";
import { BAD, delivered, examples, outcomes } from "./service.ts";

/** A destination of our own and how the service behind it behaves. */
export interface NativeCase extends Pick<Subject, "service" | "isPreliminary" | "refuse" | "malformed"> {
  destination: Destination;
  /** As a person fills in the form. */
  settings: JsonObject;
}

/** What holds for every destination of our own: what people see of it, then the contract for each of its actions. */
export function nativeSuite({ destination, settings, ...behaviour }: NativeCase): void {
  const secrets = secretsOf(destination, settings);

  describe(`${destination.slug}: what people see`, () => {
    it("has a form whose fields say what they are, and hides what is secret", () => {
      const form = formOf(destination);
      expect(form).not.toHaveLength(0);
      for (const field of form) {
        expect(field.title, field.name).not.toBe(field.name);
        expect(field.description, field.name).toMatch(/\S.*\.$/s);
        expect(Object.keys(field.schema), field.name).toContain("type");
      }
      expect(form.filter(({ secret }) => secret)).not.toHaveLength(0);
      expect(secrets).not.toHaveLength(0);
      expect(destination.settings.safeParse(settings).error).toBeUndefined();
    });

    it("has actions and presets that can be used as they are", () => {
      expect(destination.slug).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(destination.documentation).toMatch(/^https:\/\//);
      expect(destination.presets).not.toHaveLength(0);
      for (const { action, filter, mapping } of destination.presets) {
        expect(Object.keys(destination.actions)).toContain(action);
        expect(Filter.nullable().safeParse(filter).success).toBe(true);
        expect(mappingFault(mapping ?? null)).toBeNull();
      }
      for (const { mapping, batch } of Object.values(destination.actions)) {
        expect(mappingFault(mapping)).toBeNull();
        expect(batch.events).toBeGreaterThan(0);
        expect(batch.bytes).toBeGreaterThanOrEqual(32_000);
      }
    });
  });

  for (const action of Object.keys(destination.actions)) {
    contractSuite({
      ...behaviour,
      name: `${destination.slug}, ${action}`,
      secrets,
      requests: 1,
      deliver({ request }, { bad, now }) {
        const events = [0, 1, 2, 3, 4].map((index) => {
          const event = { ...examples.track, messageId: `m-${index}`, event: index === bad ? BAD : `Order ${index}` };
          return delivered(destination, action, event);
        });
        return outcomes(destination, { settings: destination.settings.parse(settings), action, events, request, now });
      },
    });
  }
}

/** The texts of secret settings, and those inside a JSON of secrets. */
function secretsOf(destination: Destination, settings: JsonObject): string[] {
  const hidden = formOf(destination).filter(({ secret }) => secret);
  return hidden.flatMap(({ name }) => secretTexts(settings[name]));
}

function secretTexts(value: JsonObject[string]): string[] {
  if (typeof value !== "string") return [];
  if (!value.startsWith("{")) return [value];
  const inner: unknown = JSON.parse(value);
  return isObject(inner) && typeof inner["private_key"] === "string" ? [inner["private_key"]] : [];
}
