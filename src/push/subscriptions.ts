import * as z from "zod";
import { fromBase64 } from "#core/encoding.ts";

/** Browsers of one person that are written to; more are nearly always one browser that subscribes anew each time. */
const MOST_PER_PERSON = 20;

const bytesOf = (text: string): number => fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"))?.length ?? -1;

/** What `PushSubscription.toJSON()` gives in a browser. */
export const Subscription = z.object({
  endpoint: z.url({ protocol: /^https$/, error: "endpoint is no https:// URL." }).max(2_000),
  keys: z.object({
    /** An uncompressed point of P-256. */
    p256dh: z.string().refine((text) => bytesOf(text) === 65, { error: "keys.p256dh is no key." }),
    auth: z.string().refine((text) => bytesOf(text) === 16, { error: "keys.auth is no key." }),
  }),
});
export type Subscription = z.infer<typeof Subscription>;

/** Keeps a browser's subscription as this person's; one that is known is theirs from now on. The oldest above twenty go. */
export async function keepSubscription(
  db: D1Database,
  uid: string,
  { endpoint, keys }: Subscription,
  now: number,
): Promise<void> {
  await db.batch([
    db
      .prepare(
        `INSERT INTO push_subscriptions (endpoint, uid, p256dh, auth, created_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
         ON CONFLICT (endpoint) DO UPDATE SET uid = ?2, p256dh = ?3, auth = ?4, seen_at = ?5`,
      )
      .bind(endpoint, uid, keys.p256dh, keys.auth, now),
    db
      .prepare(
        `DELETE FROM push_subscriptions WHERE endpoint IN (
           SELECT endpoint FROM push_subscriptions WHERE uid = ?1 ORDER BY seen_at DESC, endpoint LIMIT -1 OFFSET ?2)`,
      )
      .bind(uid, MOST_PER_PERSON),
  ]);
}

/** All subscriptions of the person that these actors are. */
export async function subscriptionsOf(db: D1Database, actors: readonly number[]): Promise<Subscription[]> {
  const { results } = await db
    .prepare(
      `SELECT s.endpoint, s.p256dh, s.auth
       FROM json_each(?1) j CROSS JOIN actors a ON a.id = j.value CROSS JOIN push_subscriptions s ON s.uid = a.uid
       ORDER BY s.seen_at DESC LIMIT ?2`,
    )
    .bind(JSON.stringify(actors), MOST_PER_PERSON)
    .all<{ endpoint: string; p256dh: string; auth: string }>();
  return results.map(({ endpoint, ...keys }) => ({ endpoint, keys }));
}

/** A browser that is gone. */
export const dropSubscription = (db: D1Database, endpoint: string): Promise<unknown> =>
  db.prepare("DELETE FROM push_subscriptions WHERE endpoint = ?1").bind(endpoint).run();

/** After somebody was erased: the browsers of these ids. Idempotent. */
export const forgetSubscriptions = (db: D1Database, uids: readonly string[]): Promise<unknown> =>
  db
    .prepare("DELETE FROM push_subscriptions WHERE uid IN (SELECT value FROM json_each(?1))")
    .bind(JSON.stringify(uids))
    .run();
