import type { JsonObject } from "#core/json.ts";
import { examples, NOW } from "./service.ts";

/**
 * Track calls as Segment's specs have them (https://segment.com/docs/connections/spec/ecommerce/v2/, …/spec/mobile/,
 * …/spec/b2b-saas/), and the names that some destinations ask for beside those.
 */
const shoe = {
  product_id: "p-1",
  sku: "SKU-1",
  name: "Road Shoe",
  brand: "Acme",
  category: "Shoes",
  variant: "red",
  price: 79.5,
  quantity: 1,
  coupon: "SPRING",
  position: 1,
  url: "https://shop.example.com/p/1",
  image_url: "https://shop.example.com/p/1.jpg",
};
const socks = {
  ...shoe,
  product_id: "p-2",
  sku: "SKU-2",
  name: "Socks",
  category: "Clothing",
  price: 5.25,
  quantity: 3,
};
const products = [shoe, socks];
const product = { ...shoe, currency: "USD", value: 79.5 };
const cart = { cart_id: "cart-1", currency: "USD", value: 95.25, products };
const order = {
  order_id: "ord-1001",
  checkout_id: "ck-1",
  affiliation: "Web Store",
  total: 105.2,
  revenue: 95.25,
  value: 95.25,
  shipping: 4.95,
  tax: 10,
  discount: 5,
  coupon: "SPRING",
  currency: "USD",
  products,
};
const promotion = { promotion_id: "promo-1", creative: "hero", name: "Spring", position: "top", products };
const device = { id: "device-1", type: "ios", token: "token-1", advertisingId: "AD-1", adTrackingEnabled: true };
const app = { version: "1.2.3", build: "45" };

const TRACKS: Readonly<Record<string, JsonObject>> = {
  // e-commerce
  "Products Searched": { query: "shoes" },
  "Product List Viewed": { list_id: "list-1", category: "Shoes", currency: "USD", value: 95.25, products },
  "Promotion Viewed": promotion,
  "Promotion Clicked": promotion,
  "Product Clicked": { ...product, list_id: "list-1" },
  "Product Viewed": { ...product, source: "https://shop.example.com" },
  "Product Added": { ...product, cart_id: "cart-1" },
  "Product Removed": { ...product, cart_id: "cart-1" },
  "Cart Viewed": cart,
  "Cart Updated": cart,
  "Checkout Started": { ...order, source: "https://shop.example.com", cart_id: "cart-1" },
  "Payment Info Entered": { ...order, step: 3, shipping_method: "Fedex", payment_method: "Visa" },
  "Order Completed": { ...order, source: "https://shop.example.com" },
  "Order Refunded": { ...order, source: "https://shop.example.com" },
  "Order Cancelled": {
    ...order,
    source: "https://shop.example.com",
    cancel_reason: "changed mind",
    reason: "changed mind",
  },
  "Product Added to Wishlist": { ...product, wishlist_id: "wish-1" },
  "Product Shared": { ...product, share_via: "email" },
  // SaaS and mobile
  "Signed Up": { order_id: "o-1", value: 5, type: "organic", username: "ada" },
  "Signed In": { username: "ada" },
  "Application Installed": app,
  "Application Opened": { ...app, from_background: false },
  "Application Uninstalled": {},
  // As destinations call them.
  "Article Read": { title: "Shoes", value: 1 },
  "Activity Upserted": { activity_id: 7, subject: "Call", type: "call", description: "About shoes" },
  "Callback Started": {},
  Checkout: order,
  "Download Link Clicked": { url: "https://shop.example.com/app" },
  "Form Submitted": { form: "contact" },
  "Generate Lead": { value: 5, currency: "USD" },
  "Lead Generated": { value: 5, currency: "USD" },
  "Order Placed": order,
  "Product Category Viewed": { category: "Shoes", currency: "USD" },
  "Product Video Watched": { ...product, title: "How it is made" },
  "Subscription Created": { value: 5, currency: "USD" },
  "Object Deleted": { object_id: "object-1" },
  "Relationship Deleted": { object_id: "object-1" },
  "User Deleted": {},
  "User Suppressed": {},
  "User Unsuppressed": {},
  "Report Delivery Event": {
    deliveryId: "delivery-1",
    metric: "opened",
    timestamp: Math.floor(NOW / 1_000),
    recipient: "ada@example.com",
  },
  "Report Content Event": { actionType: "viewed_content", contentId: "42", timestamp: Math.floor(NOW / 1_000) },
};

const tracks = Object.entries(TRACKS).map(([event, properties]) => ({
  ...examples.track,
  event,
  properties,
  context: { ...examples.track.context, app, device },
}));

/** One of each call, and a track call of each name. */
export const specEvents: readonly JsonObject[] = [
  ...Object.values(examples),
  ...tracks,
  { ...examples.page, type: "screen", name: "Cart", properties: { order_id: "o-1", value: 5 } },
  { ...examples.identify, type: "alias", previousId: "anonymous-before" },
];
