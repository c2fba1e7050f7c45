import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import { Problem } from "#core/problem.ts";
import { hashOf, randomSecret, sameHash } from "#core/secrets.ts";
import { codeMail } from "#access/access-mails.ts";
import type { AccessHouse } from "#access/house.ts";
import { countTry } from "#access/tries.ts";

const CODE_MS = 10 * MINUTE_MS;
const MAX_TRIES = 5;
/** Five codes of five tries an hour, 25 tries a day: guessing an address' code takes a hundred years on average. */
const CODES_AN_HOUR = 5;
const TRIES_A_DAY = 25;
/** An office behind one address signs in at nine; a program that tries addresses is slower for it. */
const REQUESTS_AN_HOUR = 60;

/** What is kept of an address: whoever reads the table learns of nobody who only tried. */
export const addressHash = (house: Pick<AccessHouse, "secret">, email: string): string =>
  hashOf(`address ${house.secret} ${email}`);

const codeHash = (house: Pick<AccessHouse, "secret">, email: string, code: string): string =>
  hashOf(`code ${house.secret} ${email} ${code}`);

/** Six digits, each as likely as any other. */
export function randomCode(): string {
  const range = 1_000_000;
  const fair = Math.floor(0x1_0000_0000 / range) * range;
  for (;;) {
    const [number = fair] = crypto.getRandomValues(new Uint32Array(1));
    if (number < fair) return String(number % range).padStart(6, "0");
  }
}

/**
 * Asks for a code by mail. Returns what is left to do, which is for after the answer: so the answer is the same, and takes as
 * long, whether anybody has this address or not. Throws `rate_limited`.
 */
export async function askForCode(house: AccessHouse, email: string, from: string): Promise<() => Promise<void>> {
  const now = house.clock();
  const known = addressHash(house, email);
  await countTry(
    house.db,
    [
      { key: `codes from ${from}`, most: REQUESTS_AN_HOUR, within: HOUR_MS },
      { key: `codes to ${known}`, most: CODES_AN_HOUR, within: HOUR_MS },
    ],
    now,
  );
  return async () => {
    try {
      await writeCode(house, email, known, now);
    } catch (error) {
      log("error", "code_unsent", { reason: reasonOf(error) });
    }
  };
}

async function writeCode(house: AccessHouse, email: string, known: string, now: number): Promise<void> {
  const member = await house.db.prepare("SELECT id FROM members WHERE email = ?1").bind(email).first();
  const code = randomCode();
  // For an address of nobody's, a hash that no code has.
  await keepCode(house, known, member === null ? hashOf(randomSecret("")) : codeHash(house, email, code), now);
  if (member === null) return;
  const sent = await house.sendMail(codeMail(email, code));
  if (sent.outcome !== "sent") log("error", "code_unsent", { outcome: sent.outcome, reason: sent.reason });
}

/**
 * A code for a member that an owner hands over, where no mail is set up yet or none arrives. Whoever may call this says who
 * gets in anyway. Gives the code, and when it ends (ms).
 */
export async function handOverCode(house: AccessHouse, email: string): Promise<{ code: string; expiresAt: number }> {
  const now = house.clock();
  const code = randomCode();
  await keepCode(house, addressHash(house, email), codeHash(house, email, code), now);
  return { code, expiresAt: now + CODE_MS };
}

async function keepCode(house: AccessHouse, known: string, hash: string, now: number): Promise<void> {
  await house.db
    .prepare(
      `INSERT INTO sign_in_codes (address_hash, code_hash, tries, expires_at) VALUES (?1, ?2, 0, ?3)
       ON CONFLICT (address_hash) DO UPDATE SET code_hash = ?2, tries = 0, expires_at = ?3`,
    )
    .bind(known, hash, now + CODE_MS)
    .run();
}

/** Which member has this code. It is good once. Throws `unauthorized`, `rate_limited`. */
export async function redeemCode(house: AccessHouse, email: string, code: string, from: string): Promise<number> {
  const now = house.clock();
  const known = addressHash(house, email);
  await countTry(
    house.db,
    [
      { key: `tries from ${from}`, most: REQUESTS_AN_HOUR, within: HOUR_MS },
      { key: `tries of ${known}`, most: TRIES_A_DAY, within: DAY_MS },
    ],
    now,
  );
  // Counted and read in one statement: tries made at the same moment are as many tries.
  const row = await house.db
    .prepare(
      `UPDATE sign_in_codes SET tries = tries + 1 WHERE address_hash = ?1 AND tries < ?2 AND expires_at > ?3
       RETURNING code_hash AS hash`,
    )
    .bind(known, MAX_TRIES, now)
    .first<{ hash: string }>();
  if (!sameHash(row?.hash ?? "", codeHash(house, email, code))) throw new Problem("unauthorized");
  const [taken, member] = await house.db.batch<{ id: number }>([
    house.db
      .prepare("DELETE FROM sign_in_codes WHERE address_hash = ?1 AND code_hash = ?2 RETURNING tries AS id")
      .bind(known, row?.hash ?? ""),
    house.db.prepare("SELECT id FROM members WHERE email = ?1").bind(email),
  ]);
  const id = member?.results[0]?.id;
  if (taken?.results.length !== 1 || id === undefined) throw new Problem("unauthorized");
  return id;
}
