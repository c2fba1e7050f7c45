import { expect, it } from "vitest";
import { readKeys, seal, unseal } from "#destinations/seal.ts";
import { openConnection } from "#destinations/connections.ts";
import { env } from "../support/world.ts";
import { change, connect } from "./engine-world.ts";

const key = (fill: string) => btoa(fill.repeat(32).slice(0, 32));
const [OLD, NEW] = [key("old"), key("new")];

it("opens what it sealed, for its owner alone, and never seals the same twice", async () => {
  const keys = await readKeys(NEW);
  const sealed = await seal(keys, "owner", "text");
  expect(sealed).toMatch(/^v1\.[0-9a-f]{16}\.[0-9a-f]{24}\.\S+$/);
  expect(sealed).not.toContain("text");
  expect(await seal(keys, "owner", "text")).not.toBe(sealed);
  expect(await unseal(keys, "owner", sealed)).toBe("text");
  await expect(unseal(keys, "somebody else", sealed)).rejects.toThrow();
  await expect(unseal(keys, "owner", `${sealed.slice(0, -6)}AAAA==`)).rejects.toThrow();
});

it("rotation: old texts open while the old key is there, new ones are sealed with the new", async () => {
  const before = await seal(await readKeys(OLD), "o", "text");
  const both = await readKeys(`${NEW}, ${OLD}`);
  expect(await unseal(both, "o", before)).toBe("text");
  const after = await seal(both, "o", "text");
  expect(await unseal(await readKeys(NEW), "o", after)).toBe("text");
  await expect(unseal(await readKeys(NEW), "o", before)).rejects.toThrow(/not in CREDENTIALS_KEY/);
});

it.each([undefined, "", "short", btoa("31 bytes are not enough, really")])("%s is no key", async (secret) => {
  await expect(readKeys(secret)).rejects.toThrow(/32 bytes in base64/);
});

it("what lies in the database holds no secret, and a write seals with the newest key", async () => {
  const secret = "Bearer only-sealed";
  const { id } = await connect("sealed.example", {
    settings: { url: "https://sealed.example/in", authorization: secret },
  });
  const row = () => env.DB.prepare("SELECT * FROM connections WHERE id = ?1").bind(id).first<{ secrets: string }>();
  const first = await row();
  expect(JSON.stringify(first)).not.toContain("only-sealed");
  await change(id, { settings: { url: "https://sealed.example/in" } });
  expect((await row())?.secrets).not.toBe(first?.secrets);
  expect((await openConnection(env.DB, env.CREDENTIALS_KEY, id))?.secrets).toEqual({ authorization: secret });
  await expect(openConnection(env.DB, NEW, id)).rejects.toThrow(/not in CREDENTIALS_KEY/);
});
