/**
 * A synthetic product's events, the same for the same seed: 20 events per person, 60 event names by Zipf's law, sessions of
 * about 6.5 events, properties of about 390 bytes. A million of them span 90 days, of which the last 30 hold 60 %; fewer span
 * fewer days, so that an hour is as busy whatever the count. Pure: runs in Node and in a Worker.
 */
export interface SyntheticEvent {
  messageId: string;
  /** Number of the person, from 0 in the order they first come. */
  person: number;
  /** Number of the session, from 0. */
  session: number;
  /** ms since 1970; never decreasing from one event to the next. */
  timestamp: number;
  name: string;
  anonymousId: string;
  userId: string | undefined;
  country: string;
  /** Which of the visitors' browsers, as an index into whatever list the caller has. */
  device: number;
  properties: Record<string, string | number | boolean>;
}

export interface EventsOptions {
  count: number;
  seed?: number;
  /** ms since 1970 of the last event. */
  until?: number;
  /** The time they span, whatever the count; without it an hour is as busy as in a million over 90 days. */
  days?: number;
}

/** ms that one event stands for: 90 days in a million. */
const MS_PER_EVENT = (90 * 86_400_000) / 1_000_000;
const NAMES = 60;
const EVENTS_PER_PERSON = 20;
const EVENTS_PER_SESSION = 6.5;
/** Sessions under way at a time; at 463 events an hour on average, one lasts about a quarter of an hour. */
const OPEN_SESSIONS = 20;
/** e^GROWTH is the last day's traffic over the first's; this value puts 60 % of all events into the last third. */
const GROWTH = 2.346;

const VERBS = ["Viewed", "Clicked", "Opened", "Added", "Removed", "Completed"];
const NOUNS = ["Product", "Cart", "Order", "Search", "Banner", "Coupon", "Review", "Wishlist", "Profile", "Report"];
const COUNTRIES = "US US US US US US BR BR BR DE DE FR FR GB GB IN IN IN MX AR ES IT CA JP AU NL PL SE CL CO".split(
  " ",
);
const COLOURS = ["amber", "basalt", "cobalt", "dune", "ember", "fern", "granite", "heather"];
const GOODS = ["kettle", "lantern", "backpack", "notebook", "headphones", "raincoat", "desk lamp", "water bottle"];
const CATEGORIES = ["kitchen", "outdoor", "office", "audio", "clothing"];

/** Random numbers from 0 to 1 by a linear congruence with an output mix (PCG's idea): fast, seeded, good enough for traffic. */
export function randomFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 1) >>> 0;
  return () => {
    state = (Math.imul(state, 747_796_405) + 2_891_336_453) >>> 0;
    const mixed = Math.imul((state >>> ((state >>> 28) + 4)) ^ state, 277_803_737);
    return (((mixed >>> 22) ^ mixed) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(list: readonly T[], random: number): T => {
  const item = list[Math.floor(random * list.length)];
  if (item === undefined) throw new RangeError("pick from an empty list");
  return item;
};

/** Sixteen hex digits that look random and are not: the id of the n-th thing of a kind. */
const hexOf = (kind: number, n: number): string => {
  const random = randomFrom(kind * 1_000_003 + n);
  const word = () =>
    Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, "0");
  return word() + word();
};

const uuidOf = (kind: number, n: number): string => {
  const hex = hexOf(kind, n) + hexOf(kind + 1, n);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
};

/** Cumulated shares of Zipf's law: the k-th name is 1/k as frequent as the first. */
const zipf = (() => {
  const weights = Array.from({ length: NAMES }, (_, k) => 1 / (k + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => (sum += weight) / total);
})();

const nameOf = (random: number): string => {
  const rank = Math.min(
    NAMES - 1,
    zipf.findIndex((share) => random <= share),
  );
  return `${NOUNS[rank % NOUNS.length]} ${VERBS[Math.floor(rank / NOUNS.length)]}`;
};

/** How far into the period (0 to 1) the given share of all events has happened. */
const whenOf = (share: number): number => Math.log(1 + share * (Math.exp(GROWTH) - 1)) / GROWTH;

function propertiesOf(random: () => number, session: number): SyntheticEvent["properties"] {
  const product = Math.floor(random() ** 2 * 800);
  const good = `${pick(COLOURS, random())} ${pick(GOODS, random())}`;
  const category = pick(CATEGORIES, random());
  const quantity = 1 + Math.floor(random() ** 3 * 5);
  const price = Math.round(500 + random() * 20_000) / 100;
  return {
    plan: random() < 0.17 ? "pro" : random() < 0.3 ? "team" : "free",
    product_id: `sku_${String(product).padStart(6, "0")}`,
    product_name: good,
    category,
    brand: `maker ${product % 40}`,
    price,
    quantity,
    revenue: Math.round(price * quantity * 100) / 100,
    currency: "USD",
    position: Math.floor(random() * 40),
    list: `${category} / recommended for you`,
    cart_id: hexOf(7, session),
    url: `https://shop.example/${category}/${good.replaceAll(" ", "-")}?variant=${product % 7}`,
    experiment: `checkout_layout_${random() < 0.5 ? "a" : "b"}`,
    logged_in: random() < 0.4,
    load_time_ms: Math.round(80 + random() * 900),
  };
}

/** The events in the order of their time, sessions of several people interleaved. */
export function* syntheticEvents({
  count,
  seed = 1,
  until = Date.UTC(2026, 9, 31),
  days,
}: EventsOptions): Generator<SyntheticEvent> {
  const random = randomFrom(seed);
  const period = days === undefined ? count * MS_PER_EVENT : days * 86_400_000;
  const openSessions = Math.max(1, Math.round((OPEN_SESSIONS * count * MS_PER_EVENT) / period));
  const start = until - period;
  const newcomers = EVENTS_PER_SESSION / EVENTS_PER_PERSON;
  let people = 0;
  let sessions = 0;
  const newSession = () => {
    const isNew = people === 0 || random() < newcomers;
    const person = isNew ? people++ : Math.floor(Math.sqrt(random()) * people);
    return { number: sessions++, person };
  };
  const open = Array.from({ length: openSessions }, newSession);
  for (let i = 0; i < count; i++) {
    const slot = Math.floor(random() * open.length);
    let session = open[slot] ?? newSession();
    if (random() < 1 / EVENTS_PER_SESSION) open[slot] = session = newSession();
    const { person } = session;
    const personal = randomFrom(person + 17);
    yield {
      messageId: `ajs-next-${Math.floor(start / 1000) + i}-${uuidOf(3, i + seed * 1e7)}`,
      person,
      session: session.number,
      timestamp: Math.floor(start + period * whenOf((i + random()) / count)),
      name: nameOf(random()),
      anonymousId: uuidOf(11, person),
      userId: personal() < 0.4 ? `user-${person + 1000}` : undefined,
      country: personal() < 0.016 ? "UY" : pick(COUNTRIES, personal()),
      device: Math.floor(personal() * 60),
      properties: propertiesOf(random, session.number),
    };
  }
}
