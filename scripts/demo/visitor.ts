import { companies, firstNames, lastNames } from "./catalogue.ts";
import { type Device, devices } from "./devices.ts";
import { cities, type City } from "./places.ts";
import type { Random } from "./random.ts";

/** Somebody with one browser. Anonymous until `account` is there; it stays from visit to visit. */
export interface Visitor {
  anonymousId: string;
  city: City;
  device: Device;
  account: Account | null;
  visits: number;
  /** ms; when the last visit ended. */
  seen: number;
}

export interface Account {
  userId: string;
  traits: Record<string, unknown>;
  company: (typeof companies)[number] | null;
}

export const newVisitor = (random: Random): Visitor => ({
  anonymousId: uuid(random),
  city: random.weighted(cities),
  device: random.weighted(devices),
  account: null,
  visits: 0,
  seen: 0,
});

/** What a visitor fills in at sign-up. Addresses end in example.com, which nobody owns. */
export function signUp(random: Random, visitor: Visitor, at: number): Account {
  const gender = random.chance(0.52) ? "female" : "male";
  const [firstName, lastName] = [random.pick(firstNames[gender]), random.pick(lastNames)];
  const number = random.hex().slice(0, 4);
  const mail = `${firstName}.${lastName}.${number}@example.com`
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase();
  const company = random.chance(0.08) ? random.pick(companies) : null;
  return {
    userId: `user_${random.hex()}`,
    company,
    traits: {
      email: mail,
      firstName,
      lastName,
      name: `${firstName} ${lastName}`,
      gender,
      // Three draws averaged: most customers are in their thirties and forties.
      age: Math.round((random.between(18, 78) + random.between(18, 70) + random.between(18, 60)) / 3),
      plan: company?.plan ?? (random.chance(0.15) ? "club" : "free"),
      createdAt: new Date(at).toISOString(),
      address: { city: visitor.city.city, country: visitor.city.country },
    },
  };
}

function uuid(random: Random): string {
  const digits = random.hex() + random.hex() + random.hex() + random.hex();
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-a$4-$5");
}
