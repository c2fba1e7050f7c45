/** What the shop sells, and how people find it. */
export interface Product {
  product_id: string;
  name: string;
  category: string;
  price: number;
  weight: number;
}

const product = (product_id: string, name: string, category: string, price: number, weight: number): Product => ({
  product_id,
  name,
  category,
  price,
  weight,
});

export const products: readonly [Product, ...Product[]] = [
  product("tent-2", "Larch Tent for Two", "Tents", 289, 6),
  product("tent-4", "Larch Tent for Four", "Tents", 449, 3),
  product("tarp", "Drizzle Tarp", "Tents", 79, 4),
  product("bag-down", "Eider Down Sleeping Bag", "Sleep", 329, 4),
  product("bag-light", "Finch Summer Sleeping Bag", "Sleep", 119, 6),
  product("mat", "Moss Sleeping Mat", "Sleep", 69, 8),
  product("pack-28", "Marten Day Pack 28 L", "Packs", 109, 9),
  product("pack-60", "Ibex Trekking Pack 60 L", "Packs", 219, 5),
  product("pouch", "Squirrel Hip Pouch", "Packs", 29, 7),
  product("stove", "Ember Gas Stove", "Kitchen", 59, 7),
  product("pot", "Ember Titanium Pot", "Kitchen", 49, 6),
  product("mug", "Ember Mug", "Kitchen", 19, 10),
  product("jacket-rain", "Heron Rain Jacket", "Clothing", 179, 9),
  product("jacket-down", "Eider Down Jacket", "Clothing", 239, 7),
  product("socks", "Merino Socks", "Clothing", 24, 12),
  product("poles", "Cedar Trekking Poles", "Trail", 89, 5),
  product("lamp", "Firefly Head Lamp", "Trail", 45, 8),
  product("filter", "Brook Water Filter", "Trail", 39, 6),
];

/** How a visit came about. `buys` is how much more (or less) than the average such visits order. */
export interface Arrival {
  referrer: string;
  /** The query of the landing page: utm parameters and click ids. */
  query: Record<string, string>;
  landing: "/" | "product" | "category" | "/journal/packing-light" | "/sale";
  buys: number;
  weight: number;
}

const utm = (source: string, medium: string, campaign: string, content?: string): Record<string, string> => ({
  utm_source: source,
  utm_medium: medium,
  utm_campaign: campaign,
  ...(content === undefined ? {} : { utm_content: content }),
});

export const arrivals: readonly [Arrival, ...Arrival[]] = [
  { weight: 26, buys: 1.1, referrer: "", query: {}, landing: "/" },
  { weight: 24, buys: 1, referrer: "https://www.google.com/", query: {}, landing: "product" },
  { weight: 4, buys: 1, referrer: "https://duckduckgo.com/", query: {}, landing: "category" },
  { weight: 4, buys: 1, referrer: "https://www.bing.com/", query: {}, landing: "category" },
  {
    weight: 10,
    buys: 1.3,
    referrer: "https://www.google.com/",
    query: { ...utm("google", "cpc", "autumn_tents"), gclid: "demo" },
    landing: "category",
  },
  {
    weight: 8,
    buys: 0.5,
    referrer: "https://l.instagram.com/",
    query: utm("instagram", "paid_social", "first_frost", "reel"),
    landing: "/sale",
  },
  {
    weight: 5,
    buys: 0.5,
    referrer: "https://m.facebook.com/",
    query: { ...utm("facebook", "paid_social", "first_frost", "carousel"), fbclid: "demo" },
    landing: "/sale",
  },
  { weight: 7, buys: 1.8, referrer: "", query: utm("newsletter", "email", "sunday_letter"), landing: "/sale" },
  {
    weight: 5,
    buys: 0.8,
    referrer: "https://www.outdoor-notes.example/",
    query: {},
    landing: "/journal/packing-light",
  },
  { weight: 4, buys: 0.7, referrer: "https://www.reddit.com/", query: {}, landing: "product" },
  { weight: 3, buys: 0.6, referrer: "https://www.youtube.com/", query: {}, landing: "product" },
];

/** Firms that equip their people here; a visitor who works for one joins its group. */
export const companies = [
  { id: "co_alpine_guides", name: "Alpine Guides", industry: "Tourism", employees: 45, plan: "team" },
  { id: "co_fjord_rescue", name: "Fjord Rescue", industry: "Public service", employees: 210, plan: "business" },
  { id: "co_park_rangers", name: "Park Rangers Union", industry: "Public service", employees: 820, plan: "business" },
  { id: "co_wild_camps", name: "Wild Camps", industry: "Education", employees: 18, plan: "team" },
  { id: "co_survey_north", name: "Survey North", industry: "Engineering", employees: 130, plan: "business" },
] as const;

export const firstNames = {
  female: ["Ada", "Noor", "Mia", "Chloé", "Ingrid", "Yuki", "Priya", "Sofia", "Hannah", "Zofia", "Grace", "Lucía"],
  male: ["Jonas", "Omar", "Liam", "Hugo", "Lars", "Kenji", "Arjun", "Mateo", "Felix", "Jakub", "Theo", "Diego"],
} as const;

export const lastNames = [
  "Berg",
  "Novak",
  "Silva",
  "Moreau",
  "Tanaka",
  "Patel",
  "Keller",
  "Rossi",
  "Clarke",
  "Lind",
  "Weber",
  "Ortiz",
] as const;
