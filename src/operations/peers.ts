/** What others ask at list price, a month, in dollars. Both give discounts that no list shows. */
export const PEERS_AS_OF = "2026-11-22";

/** Tracked people above so many cost so much each. */
const SEGMENT_TIERS = [
  { above: 100_000, dollars: 0.01 },
  { above: 25_000, dollars: 0.011 },
  { above: 10_000, dollars: 0.012 },
] as const;
const SEGMENT_TEAM = { dollars: 120, people: 10_000 } as const;

/**
 * Segment's Team plan: $120 with 10,000 tracked people, then by tiers, as https://getlago.com/docs/templates/hybrid/segment
 * states them; the price list itself names only the first. Above what a team buys by itself (Business) there is no list
 * price, and the last tier is continued.
 */
export function segmentDollars(people: number): number {
  let left = people;
  let dollars: number = SEGMENT_TEAM.dollars;
  for (const tier of SEGMENT_TIERS) {
    dollars += Math.max(0, left - tier.above) * tier.dollars;
    left = Math.min(left, tier.above);
  }
  return dollars;
}

/** What Mixpanel's own page sells without a talk: beyond it is a contract. */
export const MIXPANEL_LISTED_EVENTS = 20_000_000;
const MIXPANEL_FREE_EVENTS = 1_000_000;
const MIXPANEL_PER_THOUSAND = 0.28;

/**
 * Mixpanel's Growth plan: a million events free, then $0.28 a thousand (https://mixpanel.com/pricing as others quote it in 2026;
 * "volume discounts available", so large amounts cost less: 20 million are said to be about $2,300).
 */
export const mixpanelDollars = (events: number): number =>
  (Math.max(0, events - MIXPANEL_FREE_EVENTS) / 1_000) * MIXPANEL_PER_THOUSAND;
