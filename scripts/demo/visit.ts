import { type Arrival, type Product, products } from "./catalogue.ts";
import type { Random } from "./random.ts";
import { signUp, type Visitor } from "./visitor.ts";

interface Moment {
  timestamp: Date;
  anonymousId: string;
  userId?: string;
  context: Record<string, unknown>;
}
type Properties = Record<string, unknown>;

/** One call of a client library, ready to be made. */
export type Call = Moment &
  (
    | { type: "page"; name: string; properties: Properties }
    | { type: "track"; event: string; properties: Properties }
    | { type: "identify"; traits: Properties }
    | { type: "group"; groupId: string; traits: Properties }
  );
/** The same less what every call of a visit shares. */
type Said = Call extends infer Each ? (Each extends Call ? Omit<Each, keyof Moment> : never) : never;

const SHOP = "https://shop.example";
const currency = "EUR";
const slug = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
const sum = (cart: Product[]) => cart.reduce((total, { price }) => total + price, 0);
const items = (cart: Product[]) =>
  cart.map(({ product_id, name, category, price }) => ({ product_id, name, category, price, quantity: 1 }));

/**
 * All that one visitor does from arriving to leaving, from `start` (ms) on, in order; each step loses some of them.
 * A visitor who signs up has an account afterwards. A refund, where there is one, comes from the shop's server days later.
 */
export function visit(
  random: Random,
  visitor: Visitor,
  arrival: Arrival,
  start: number,
): { calls: Call[]; refund: Call | null } {
  const { city, device, anonymousId } = visitor;
  const calls: Call[] = [];
  const eagerness = arrival.buys * device.buys * (visitor.visits > 0 ? 1.4 : 1);
  const goesOn = (share: number) => random.chance(Math.min(0.95, share * eagerness));
  let now = start;
  let page: Record<string, string> = { url: "", path: "", title: "", search: "", referrer: arrival.referrer };
  const campaign = Object.fromEntries(
    Object.entries(arrival.query).flatMap(([key, value]) =>
      key.startsWith("utm_") ? [[key === "utm_campaign" ? "name" : key.slice("utm_".length), value]] : [],
    ),
  );

  const say = (said: Said) => {
    visitor.seen = now;
    calls.push({
      ...said,
      timestamp: new Date(now),
      anonymousId,
      ...(visitor.account ? { userId: visitor.account.userId } : {}),
      context: {
        userAgent: device.userAgent,
        locale: city.locale,
        timezone: city.timezone,
        location: {
          country: city.country,
          region: city.region,
          city: city.city,
          latitude: city.latitude,
          longitude: city.longitude,
        },
        page,
        ...(calls.length === 0 && arrival.query["utm_source"] !== undefined ? { campaign } : {}),
      },
    });
  };
  const track = (event: string, properties: Properties = {}, waitSeconds = random.between(2, 15)) => {
    now += waitSeconds * 1_000;
    say({ type: "track", event, properties });
  };
  const open = (path: string, title: string, query: Record<string, string> = {}) => {
    if (calls.length > 0) now += random.between(6, 70) * 1_000;
    const search = Object.keys(query).length === 0 ? "" : `?${new URLSearchParams(query).toString()}`;
    page = { url: SHOP + path + search, path, title, search, referrer: page["url"] || arrival.referrer };
    say({ type: "page", name: title, properties: { ...page, name: title } });
  };
  const fill = (form: string, fields: string[]) => {
    for (const field of fields)
      track("Field Focused Out", { form, field, filled: random.chance(0.9) }, random.between(3, 12));
  };
  const join = () => {
    fill("sign-up", ["email", "password"]);
    track("Form Submitted", { form: "sign-up" });
    const account = (visitor.account = signUp(random, visitor, now));
    say({ type: "identify", traits: account.traits });
    track("Signed Up", { method: random.chance(0.3) ? "google" : "email", plan: account.traits["plan"] }, 1);
    if (account.company) {
      const { id, ...traits } = account.company;
      say({ type: "group", groupId: id, traits });
    }
  };

  const first = random.weighted(products);
  const openProduct = (product: Product, query = {}) => {
    open(`/p/${product.product_id}`, product.name, query);
    track("Product Viewed", { ...items([product])[0], currency }, random.between(1, 3));
  };
  const openCategory = (category: string, query = {}) => {
    open(`/c/${slug(category)}`, category, query);
    track("Product List Viewed", { list_id: slug(category), category }, 1);
  };

  if (arrival.landing === "product") openProduct(first, arrival.query);
  else if (arrival.landing === "category") openCategory(first.category, arrival.query);
  else
    open(
      arrival.landing,
      { "/": "Welcome", "/sale": "Sale", "/journal/packing-light": "Packing Light" }[arrival.landing],
      arrival.query,
    );
  visitor.visits += 1;
  if (random.chance(0.03)) {
    fill("newsletter", ["email"]);
    track("Form Submitted", { form: "newsletter" });
  }
  if (!goesOn(0.62)) return { calls, refund: null };
  if (!visitor.account && random.chance(0.05)) join();
  if (random.chance(0.15)) track("Products Searched", { query: slug(first.category) });
  if (random.chance(0.5)) openCategory(first.category);

  const cart: Product[] = [];
  for (let looks = random.between(1, 3); looks > 0; looks -= 1) {
    const product = looks === 1 ? first : random.weighted(products);
    openProduct(product);
    if (!goesOn(0.3)) continue;
    cart.push(product);
    track("Product Added", { ...items([product])[0], currency });
  }
  if (cart.length === 0 || !random.chance(0.85)) return { calls, refund: null };
  open("/cart", "Cart");
  track("Cart Viewed", { products: items(cart), value: sum(cart), currency }, 1);
  if (cart.length > 1 && random.chance(0.15)) track("Product Removed", { ...items(cart.splice(0, 1))[0], currency });
  if (!goesOn(0.6)) return { calls, refund: null };

  const order_id = `order_${random.hex()}`;
  open("/checkout", "Checkout");
  track("Checkout Started", { order_id, products: items(cart), value: sum(cart), currency }, 1);
  if (!visitor.account && random.chance(0.75)) join();
  fill("checkout", ["address", "postal_code", "card_number"]);
  if (!goesOn(0.8)) return { calls, refund: null };
  track("Payment Info Entered", { order_id, payment_method: random.chance(0.6) ? "card" : "paypal" });
  if (!goesOn(0.85)) return { calls, refund: null };
  const coupon = arrival.landing === "/sale" ? { coupon: "FROST10", discount: Math.round(sum(cart) / 10) } : {};
  const shipping = sum(cart) > 100 ? 0 : 6;
  const revenue = sum(cart) - (coupon.discount ?? 0);
  open("/thanks", "Thank You");
  track(
    "Order Completed",
    { order_id, products: items(cart), revenue, total: revenue + shipping, shipping, ...coupon, currency },
    1,
  );
  if (!random.chance(0.06)) return { calls, refund: null };
  const refunded: Said = { type: "track", event: "Order Refunded", properties: { order_id, total: revenue, currency } };
  const { userId } = visitor.account ?? {};
  const timestamp = new Date(now + random.between(2 * 24, 12 * 24) * 3_600_000);
  return {
    calls,
    refund: { ...refunded, timestamp, anonymousId, ...(userId === undefined ? {} : { userId }), context: {} },
  };
}
