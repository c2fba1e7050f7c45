import { runInDurableObject } from "cloudflare:test";
import { vi } from "vitest";
import { webhookSignature } from "#destinations/webhook-signature.ts";
import { outside } from "../support/worker.ts";
import { admin, env } from "../support/world.ts";

export interface TestSync {
  id: number;
  state: string;
  isSigned: boolean;
  inStepSince: string | null;
  listed: number;
  waiting: number;
  lastAnswer: string | null;
  nextTryAt: string | null;
  stopped: string | null;
}

export interface Member {
  id: string;
  email?: string | null;
  [field: string]: unknown;
}
interface Body {
  action: "members" | "add_members" | "remove_members";
  parameters: {
    audience_id: string;
    audience_name: string;
    session_id: string;
    page_info: { total_pages: number; page_count: number };
    members: Member[];
  };
}
export interface Received extends Body {
  key: string;
  headers: Headers;
  text: string;
}

export const SECRET = `whsec_${btoa("a secret of twenty-four bytes")}`;

export const syncsOf = (audience: number) => `/api/audiences/${audience}/syncs`;

export const addSync = (audience: number, host: string, more: Record<string, unknown> = {}): Promise<TestSync> =>
  admin(syncsOf(audience), {
    method: "POST",
    body: JSON.stringify({ name: "Ads", url: `https://${host}/in`, secret: SECRET, ...more }),
  });

export async function syncOf(audience: number, id: number): Promise<TestSync> {
  const { syncs } = await admin<{ syncs: TestSync[] }>(syncsOf(audience));
  const found = syncs.find((one) => one.id === id);
  if (!found) throw new Error(`there is no list ${id}`);
  return found;
}

export const listObject = (sync: number) => env.LISTS.getByName(String(sync));

/** The object dies as it does when its machine does: at once, in the middle of whatever it was doing. */
export const kill = (sync: number): Promise<void> =>
  runInDurableObject(listObject(sync), (_, state) => state.abort("crash")).catch(() => undefined);

export const until = <T>(check: () => T | Promise<T>, timeout = 30_000): Promise<T> =>
  vi.waitFor(check, { timeout, interval: 50 });

/**
 * A receiver as Mixpanel's documentation asks for one: it replaces its list when all pages of a session are there, adds and
 * removes by id, and takes a page whose key it knows only once. `behave` answers in its place; what is not taken is not kept.
 */
export function createReceiver() {
  const list = new Map<string, Member>();
  const received: Received[] = [];
  const taken = new Set<string>();
  const sessions = new Map<string, Member[][]>();
  let behaviour: ((page: Received) => Response | null | Promise<Response | null>) | null = null;
  const take = ({ key, action, parameters }: Received): void => {
    if (taken.has(key)) return;
    taken.add(key);
    const { members, session_id: session, page_info: page } = parameters;
    if (action === "members") {
      const pages = [...(sessions.get(session) ?? []), members];
      sessions.set(session, pages);
      if (pages.length < page.total_pages) return;
      list.clear();
      for (const member of pages.flat()) list.set(member.id, member);
    } else if (action === "add_members") for (const member of members) list.set(member.id, member);
    else for (const { id } of members) list.delete(id);
  };
  outside.answer = async (request) => {
    const text = await request.text();
    const page: Received = {
      ...(JSON.parse(text) as Body),
      key: request.headers.get("webhook-id") ?? "",
      headers: request.headers,
      text,
    };
    received.push(page);
    const answer = await behaviour?.(page);
    if (answer && answer.status >= 300) return answer;
    take(page);
    return answer ?? Response.json({ action: page.action, status: "success" });
  };
  return {
    received,
    ids: (): string[] => [...list.keys()].toSorted(),
    member: (id: string): Member | undefined => list.get(id),
    behave: (answer: typeof behaviour): void => void (behaviour = answer),
    /** Takes a page that it is then said not to have taken. */
    take,
  };
}

export async function isSigned({ headers, key, text }: Received): Promise<boolean> {
  const timestamp = Number(headers.get("webhook-timestamp"));
  return headers.get("webhook-signature") === (await webhookSignature(SECRET, { id: key, timestamp, body: text }));
}
