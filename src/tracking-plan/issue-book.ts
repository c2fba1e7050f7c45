import type { PlanRule, Violation } from "#core/tracking-plan.ts";

/** What is wrong, of which events. */
export interface Issue {
  kind: string;
  name: string;
  property: string;
  rule: PlanRule;
}

/** Names and properties are whatever clients send: what comes after so many kinds of violation is counted by its rule alone. */
const MAX_ISSUES = 2_000;

/** Remembers which kinds of violation there are, so that strangers can't make any number of rows. */
export function createIssueBook(known: readonly (readonly string[])[]) {
  const keys = new Set(known.map((parts) => parts.join("\0")));
  return {
    issueOf(kind: string, name: string, { property, rule }: Violation): Issue {
      const key = [kind, name, property, rule].join("\0");
      if (keys.has(key)) return { kind, name, property, rule };
      if (keys.size >= MAX_ISSUES) return { kind: "", name: "", property: "", rule };
      keys.add(key);
      return { kind, name, property, rule };
    },
  };
}
export type IssueBook = ReturnType<typeof createIssueBook>;
