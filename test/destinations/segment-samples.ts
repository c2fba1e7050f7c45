import type { Json, JsonObject } from "#core/json.ts";
import type { About, SettingField } from "#destinations/segment-catalogue/about.ts";
import type { ActionDefinition, Field } from "#destinations/segment-catalogue/runtime/definition.ts";

/** Some settings that pass the form: the first choice, a default, or something of the right kind. */
export const sampleSettings = ({ settings }: About): JsonObject =>
  Object.fromEntries(settings.map((field) => [field.name, sampleSetting(field)]));

function sampleSetting({ name, type, choices, default: standard, url }: SettingField): Json {
  if (standard !== undefined) return standard;
  if (type === "boolean") return false;
  if (type === "number") return 1;
  return choices?.[0]?.value ?? (url || /url$/i.test(name) ? "https://receiver.example.com" : "test");
}

/** The payload with what the action requires beyond it; nothing that the mapping found is changed. */
export function filled(payload: JsonObject, { fields }: ActionDefinition): JsonObject {
  const required = Object.entries(fields).filter(
    ([key, { required }]) => required === true && (payload[key] ?? "") === "",
  );
  return { ...payload, ...Object.fromEntries(required.map(([key, field]) => [key, sampleValue(key, field)])) };
}

function sampleValue(key: string, field: Field): Json {
  const one = sampleScalar(key, field);
  return field.multiple === true ? [one] : one;
}

function sampleScalar(key: string, { type, format, choices, properties }: Field): Json {
  const [choice] = Array.isArray(choices) ? choices : [];
  if (choice !== undefined) return typeof choice === "string" ? choice : choice.value;
  // The one address that is looked at.
  if (key === "zapSubscriptionUrl") return "https://hooks.zapier.com/hooks/catch/1";
  switch (type) {
    case "number":
    case "integer":
      return 1;
    case "boolean":
      return true;
    case "datetime":
      return "2026-01-02T03:04:05.678Z";
    case "object": {
      const inner = Object.entries(properties ?? {}).filter(([, { required }]) => required === true);
      return Object.fromEntries(inner.map(([name, field]) => [name, sampleValue(name, field)]));
    }
    case "string":
    case "text":
    case "password":
      if (format === "email" || key.includes("email")) return "ada@example.com";
      return format === "uri" || key === "url" ? "https://receiver.example.com/hook" : "test";
  }
}
