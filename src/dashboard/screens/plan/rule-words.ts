import type { PropertySchema } from "#dashboard/api/tracking-plan.ts";

/** What a rule says beyond its type, in words; "" where that is nothing. */
export function ruleWords({ type, ...rule }: PropertySchema): string {
  const words: string[] = [];
  if (Array.isArray(type)) words.push(`One of: ${type.join(", ")}.`);
  if (rule.enum)
    words.push(
      `Only ${rule.enum.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(", ")}.`,
    );
  if (rule.pattern !== undefined) words.push(`Matches ${rule.pattern}.`);
  if (rule.minimum !== undefined) words.push(`At least ${rule.minimum}.`);
  if (rule.maximum !== undefined) words.push(`At most ${rule.maximum}.`);
  if (rule.minLength !== undefined) words.push(`At least ${rule.minLength} characters.`);
  if (rule.maxLength !== undefined) words.push(`At most ${rule.maxLength} characters.`);
  if (rule.description !== undefined) words.push(rule.description);
  return words.join(" ");
}
