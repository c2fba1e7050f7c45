import type { EventName } from "#dashboard/api/schema.ts";

export interface Suggestion {
  title: string;
  events: string[];
}

/** Names the common specification of shop events gives, in the order of a purchase. */
const PURCHASE = [
  "Product List Viewed",
  "Product Viewed",
  "Product Added",
  "Cart Viewed",
  "Checkout Started",
  "Order Completed",
];
const JOINED = /sign(ed)? ?up|regist|account created/i;
const PAID = /order completed|purchase|subscri|paid|payment succeeded/i;
const SHOWN_STEPS = 4;

/** Funnels that can be asked of events that exist, most telling first. `events` are the busiest first. */
export function suggestedFunnels(events: readonly EventName[]): Suggestion[] {
  const done = events.filter(({ kinds }) => kinds.some((kind) => ["track", "page", "screen"].includes(kind)));
  const names = done.map(({ name }) => name);
  const visit = done.find(({ kinds }) => kinds.some((kind) => kind !== "track"))?.name;
  const joined = names.find((name) => JOINED.test(name));
  const paid = names.find((name) => PAID.test(name));
  const purchase = PURCHASE.filter((name) => names.includes(name));
  const shop = purchase.filter((name) => name !== "Product List Viewed" && name !== "Cart Viewed");
  const made: Suggestion[] = [
    { title: "From looking to buying", events: shop },
    { title: "From visit to sign-up", events: present(visit, joined) },
    { title: "From sign-up to paying", events: present(joined, paid) },
    { title: "Your busiest events", events: names.slice(0, SHOWN_STEPS - 1) },
  ];
  const seen = new Set<string>();
  return made.filter(({ events: steps }) => {
    const key = steps.join("\n");
    if (new Set(steps).size < 2 || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

const present = (...names: (string | undefined)[]): string[] => names.flatMap((name) => name ?? []);
