/**
 * The first tier: destinations whose presets we have chosen and whose requests are compared with Segment's own
 * (test/destinations/segment-requests.test.ts), as far as expected ones exist.
 */
export interface Curated {
  name?: string;
  description: string;
  /** Where the destination is signed in to by OAuth at Segment: what is pasted here instead. */
  token?: { title: string; description: string };
  /** In place of Segment's, which has none for it. Which events: in Segment's FQL, as theirs. */
  presets?: readonly { name: string; action: string; when: string; mapping?: Readonly<Record<string, unknown>> }[];
}

const track = (event: string) => `type = "track" and event = "${event}"`;
const otherTracks = (...events: readonly string[]) =>
  ['type = "track"', ...events.map((event) => `event != "${event}"`)].join(" and ");

const path = (value: string) => ({ "@path": value });

/** From the event's name in the ecommerce spec to the action made for it; what is named here is no custom event. */
const byEvent = (actions: Readonly<Record<string, readonly [name: string, action: string]>>, mapping?: object) =>
  Object.entries(actions).map(([event, [name, action]]) => ({
    name,
    action,
    when: track(event),
    ...(mapping && { mapping: { ...mapping } }),
  }));

const GA4_EVENTS = {
  "Order Completed": ["Purchase", "purchase"],
  "Order Refunded": ["Refund", "refund"],
  "Product Added": ["Add to Cart", "addToCart"],
  "Product Removed": ["Remove from Cart", "removeFromCart"],
  "Cart Viewed": ["View Cart", "viewCart"],
  "Checkout Started": ["Begin Checkout", "beginCheckout"],
  "Payment Info Entered": ["Add Payment Info", "addPaymentInfo"],
  "Product Clicked": ["Select Item", "selectItem"],
  "Product Viewed": ["View Item", "viewItem"],
  "Product List Viewed": ["View Item List", "viewItemList"],
  "Product Added to Wishlist": ["Add to Wishlist", "addToWishlist"],
  "Products Searched": ["Search", "search"],
  "Promotion Clicked": ["Select Promotion", "selectPromotion"],
  "Promotion Viewed": ["View Promotion", "viewPromotion"],
  "Signed Up": ["Sign Up", "signUp"],
  "Signed In": ["Login", "login"],
} as const;

const META_EVENTS = {
  "Order Completed": ["Purchase", "purchase"],
  "Checkout Started": ["Initiate Checkout", "initiateCheckout"],
  "Product Added": ["Add to Cart", "addToCart"],
  "Product Viewed": ["View Content", "viewContent"],
} as const;

/** Meta asks where it happened, and Segment's default is none. */
const WEBSITE = { action_source: "website" };

/** A search names a query and perhaps products; Segment's default makes one of it that has no id, which is always refused. */
const META_SEARCH = {
  ...WEBSITE,
  contents: {
    "@arrayPath": [
      "$.properties.products",
      { id: path("$.product_id"), quantity: path("$.quantity"), item_price: path("$.price") },
    ],
  },
};

const KLAVIYO_PROFILE = {
  profile: {
    email: path("$.context.traits.email"),
    phone_number: path("$.context.traits.phone"),
    external_id: path("$.userId"),
    anonymous_id: path("$.anonymousId"),
  },
};

export const CURATED: Readonly<Record<string, Curated>> = {
  amplitude: {
    name: "Amplitude",
    description: "Product analytics: events, people and groups go to your Amplitude project.",
  },
  attio: {
    description: "The CRM keeps a person for everybody you identify and a workspace for every group.",
    token: {
      title: "Access token",
      description: "Made in Attio under Workspace settings → Developers, with read and write for records.",
    },
  },
  braze: { name: "Braze", description: "People, events and purchases go to Braze, to write to them from there." },
  customerio: {
    name: "Customer.io",
    description: "People, devices, objects and events go to Customer.io, to write to them from there.",
  },
  "facebook-conversions-api": {
    name: "Meta Conversions API",
    description: "Conversions go from server to server to Meta, to measure ads on Facebook and Instagram.",
    token: {
      title: "Access token",
      description: "Made in Meta's Events Manager: the dataset's Settings → Conversions API → Generate access token.",
    },
    presets: [
      ...byEvent(META_EVENTS, WEBSITE),
      { name: "Search", action: "search", when: track("Products Searched"), mapping: META_SEARCH },
      { name: "Page View", action: "pageView", when: 'type = "page"', mapping: WEBSITE },
      {
        name: "Custom Event",
        action: "custom",
        when: otherTracks(...Object.keys(META_EVENTS), "Products Searched"),
        mapping: WEBSITE,
      },
    ],
  },
  "google-analytics-4": {
    name: "Google Analytics 4",
    description: "Events and purchases go to a GA4 property by the Measurement Protocol.",
    presets: [
      ...byEvent(GA4_EVENTS),
      { name: "Page View", action: "pageView", when: 'type = "page"' },
      { name: "Custom Event", action: "customEvent", when: otherTracks(...Object.keys(GA4_EVENTS)) },
    ],
  },
  hubspot: {
    name: "HubSpot",
    description: "The CRM keeps a contact for everybody you identify and a company for every group.",
    token: {
      title: "Access token",
      description:
        "Of a private app: HubSpot's Settings → Integrations → Private apps, with scopes for contacts and companies.",
    },
    presets: [
      {
        name: "Upsert Contact",
        action: "upsertContact",
        when: 'type = "identify"',
        mapping: { company: path("$.traits.company.name") },
      },
      { name: "Upsert Company", action: "upsertCompany", when: 'type = "group"', mapping: { associateContact: false } },
    ],
  },
  intercom: {
    name: "Intercom",
    description: "Contacts, companies and what people did, beside their conversations in Intercom.",
    token: {
      title: "Access token",
      description: "Of an app of your own: Intercom's Developer Hub → your app → Configure → Authentication.",
    },
    presets: [
      { name: "Identify Contact", action: "identifyContact", when: 'type = "identify"', mapping: { role: "user" } },
      { name: "Identify Company", action: "groupIdentifyContact", when: 'type = "group"' },
      { name: "Track Event", action: "trackEvent", when: 'type = "track"' },
    ],
  },
  iterable: {
    name: "Iterable",
    description: "People, carts, purchases and events go to Iterable, to write to them from there.",
  },
  klaviyo: {
    name: "Klaviyo",
    description: "Profiles, events and orders go to Klaviyo, for e-mail and SMS.",
    presets: [
      { name: "Upsert Profile", action: "upsertProfile", when: 'type = "identify"' },
      { name: "Track Event", action: "trackEvent", when: otherTracks("Order Completed"), mapping: KLAVIYO_PROFILE },
      {
        name: "Order Completed",
        action: "orderCompleted",
        when: track("Order Completed"),
        mapping: { ...KLAVIYO_PROFILE, products: path("$.properties.products"), value: path("$.properties.revenue") },
      },
    ],
  },
  launchdarkly: { name: "LaunchDarkly", description: "Events become metrics of LaunchDarkly's experiments." },
  loops: {
    name: "Loops",
    description: "Contacts and events go to Loops, to send e-mail from there.",
    presets: [
      { name: "Create or update a contact", action: "createOrUpdateContact", when: 'type = "identify"' },
      { name: "Send Event", action: "sendEvent", when: 'type = "track"' },
    ],
  },
  mixpanel: {
    name: "Mixpanel",
    description: "Product analytics: events, people and groups go to your Mixpanel project.",
  },
  "pinterest-conversions": {
    name: "Pinterest Conversions API",
    description: "Conversions go from server to server to Pinterest, to measure its ads.",
  },
  pipedrive: { name: "Pipedrive", description: "The CRM keeps persons, organizations and activities." },
  "reddit-conversions-api": {
    name: "Reddit Conversions API",
    description: "Conversions go from server to server to Reddit, to measure its ads.",
  },
  "snap-conversions-api": {
    name: "Snapchat Conversions API",
    description: "Conversions go from server to server to Snapchat, to measure its ads.",
    token: {
      title: "Conversions API token",
      description: "Made in Snapchat's Business Manager: Business details → Conversions API tokens.",
    },
  },
  "tiktok-conversions": {
    name: "TikTok Events API",
    description: "Conversions go from server to server to TikTok, to measure its ads.",
  },
};
