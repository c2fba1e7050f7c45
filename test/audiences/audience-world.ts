import type { Condition } from "#core/question.ts";
import { Question } from "#core/question.ts";
import { answer } from "#query/run.ts";
import { houseOf } from "../oracle/query-store.ts";
import { admin, env } from "../support/world.ts";

export interface TestAudience {
  id: number;
  name: string;
  state: string;
  size: number;
  progress: number;
  error: string | null;
  differences: number;
  checkedAt: string | null;
}

export const object = () => env.AUDIENCES.getByName("audiences");

/** Everything that is in the store is dealt with. */
export const settle = (): Promise<void> => object().settle();

export const create = (where: Condition, more: Record<string, unknown> = {}): Promise<TestAudience> =>
  admin("/api/audiences", { method: "POST", body: JSON.stringify({ name: "A", where, ...more }) });

export const change = (id: number, body: Record<string, unknown>): Promise<TestAudience> =>
  admin(`/api/audiences/${id}`, { method: "PATCH", body: JSON.stringify(body) });

export const remove = (id: number): Promise<unknown> => admin(`/api/audiences/${id}`, { method: "DELETE" });

export const audience = (id: number): Promise<TestAudience> => admin(`/api/audiences/${id}`);

/** Labels of the members, sorted. */
export async function members(id: number): Promise<string[]> {
  const found: string[] = [];
  for (let cursor = ""; ;) {
    const page: { people: { id: string }[]; next: string | null } = await admin(
      `/api/audiences/${id}/members?limit=7${cursor}`,
    );
    found.push(...page.people.map((person) => person.id));
    if (page.next === null) return found.toSorted();
    cursor = `&cursor=${page.next}`;
  }
}

export interface TestChange {
  person: { id: string; name: string | null; email: string | null };
  change: "entered" | "left";
  at: string;
  because: string;
  messageId: string | null;
}

/** Newest first. */
export const changes = async (id: number): Promise<TestChange[]> =>
  (await admin<{ changes: TestChange[] }>(`/api/audiences/${id}/changes?limit=1000`)).changes;

const DEFAULTS = { timezone: "UTC", weekStart: "sunday" } as const;

/** The same people as reports find them, sorted. */
export async function asked(where: Condition, now: number): Promise<string[]> {
  const question = Question.parse({ kind: "cohort", where, now: new Date(now).toISOString() });
  const found = await answer(houseOf(), question, DEFAULTS, now);
  if (!("people" in found) || !Array.isArray(found.people)) throw new Error("no people");
  return (found.people as string[]).toSorted();
}
