/** A field of an event: what was received, what is stored. Undefined: not there. */
export interface Compared {
  field: string;
  received: string | undefined;
  stored: string | undefined;
  how: "same" | "added" | "changed" | "dropped";
}

/** What was received beside what is stored, field by field; empty fields are left out. What was said comes first. */
export function compare(received: object, stored: object): Compared[] {
  const before = new Map(leaves(received, ""));
  const after = new Map(leaves(stored, ""));
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].map((field) => {
    const [was, is] = [before.get(field), after.get(field)];
    const how = was === undefined ? "added" : is === undefined ? "dropped" : was === is ? "same" : "changed";
    return { field, received: was, stored: is, how };
  });
}

/** Dotted names and values as text; lists stay whole. */
function leaves(value: object, before: string): [field: string, text: string][] {
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]): [string, string][] => {
    const field = `${before}${name}`;
    if (inner === null || inner === undefined || inner === "") return [];
    if (typeof inner === "object" && !Array.isArray(inner)) return leaves(inner, `${field}.`);
    return [[field, typeof inner === "string" ? inner : JSON.stringify(inner)]];
  });
}
