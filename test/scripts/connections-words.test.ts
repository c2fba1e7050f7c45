import { describe, expect, test } from "vitest";
import { commandIn, COMMANDS } from "../../scripts/connections/commands.ts";
import { Failure, Misuse } from "../../scripts/connections/failure.ts";
import { instantIn } from "../../scripts/connections/instant.ts";
import { placeOf } from "../../scripts/connections/place.ts";

describe("a command line that is not written as it should be is told how, and repeats no value", () => {
  test.each([
    [[], /npm run connections -- <command>[^]*catalogue \[search …\]/],
    [["--json"], /no command "--json"/],
    [["conections"], /no command "conections".*catalogue, settings, list/],
    [["list", "all"], /1 too many.*Write: list$/],
    [["show"], /missing.*Write: show <id>/],
    [["show", "1", "hush", "hush"], /2 too many/],
    [["create", "webhook", "--secret", "signingSecret", "hush"], /1 too many/],
    [["create", "webhook", "--color", "red"], /'--color'/],
    [["create", "webhook", "--name"], /--name/],
    [["delete", "1", "--yes=hush"], /--yes/],
  ])("%j", (words, message) => {
    const misuse = () => commandIn(words);
    expect(misuse).toThrow(Misuse);
    expect(misuse).toThrow(message);
    expect(misuse).not.toThrow("hush");
  });
});

describe("each command", () => {
  test.each(COMMANDS.map((command) => [command.name, command] as const))("%s says all of its options", (_, command) => {
    for (const option of command.options) expect(command.usage).toMatch(new RegExp(`--(\\[no-\\])?${option}\\b`));
    expect(commandIn([command.name, "--help"])).toEqual({ text: expect.stringContaining(command.usage) });
  });

  test("is there once", () => {
    const names = COMMANDS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("a time", () => {
  test.each([
    ["from", "2026-11-01", "2026-11-01T00:00:00.000Z"],
    ["to", "2026-11-01", "2026-11-01T23:59:59.999Z"],
    ["from", "2026-11-01T08:30:00Z", "2026-11-01T08:30:00Z"],
    ["to", "2026-11-01T08:30:00+02:00", "2026-11-01T08:30:00+02:00"],
  ] as const)("--%s %s is %s", (option, text, instant) => {
    expect(instantIn(option, text)).toBe(instant);
  });

  test.each([undefined, "", "yesterday", "2026-02-30", "2026-11-01T08:30:00", "1762000000"])("%j is none", (text) => {
    expect(() => instantIn("from", text)).toThrow(Misuse);
  });
});

describe("which Headwater", () => {
  const here = () => ({ url: "http://localhost:8787", writeKey: "w", adminToken: "local" });
  const env = { HEADWATER_URL: "https://hw.example/some/path", HEADWATER_TOKEN: " token\n" };

  test("is the one that the environment names, else the one that runs here", () => {
    expect(placeOf(env, here)).toEqual({ url: "https://hw.example", token: "token" });
    expect(placeOf({}, here)).toEqual({ url: "http://localhost:8787", token: "local" });
  });

  test.each([
    [{ HEADWATER_URL: env.HEADWATER_URL }, "only the URL"],
    [{ HEADWATER_TOKEN: "hush" }, "only the token"],
    [{ ...env, HEADWATER_URL: "hw.example" }, "HEADWATER_URL is no address"],
    [{ ...env, HEADWATER_URL: "ftp://hw.example" }, "HEADWATER_URL is no address"],
  ])("%j: the token of one never goes to another", (given, message) => {
    expect(() => placeOf(given, here)).toThrow(Misuse);
    expect(() => placeOf(given, here)).toThrow(message);
    expect(() => placeOf(given, here)).not.toThrow("hush");
  });

  test("none runs here", () => {
    expect(() => placeOf({}, () => null)).toThrow(Failure);
    expect(() => placeOf({}, () => null)).toThrow("npm run dev");
  });
});
