import { describe, expect, test } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { personNames } from "#core/report/person-name.ts";
import { emailOf, personVariables, statedZone } from "#automations/person.ts";

const person = (traits: JsonObject) => ({ id: "u:1", actors: [1], userId: "1", anonymousId: null, traits });

describe("what is known of a person", () => {
  test.each([
    [{ email: "a@b.example" }, "a@b.example"],
    [{ email: " a@b.example " }, "a@b.example"],
    [{ emailAddress: "a@b.example" }, "a@b.example"],
    [{ email: "nothing of the kind" }, null],
    [{ email: "a@b.example\r\nBcc: c@d.example" }, null],
    [{ email: ["a@b.example"] }, null],
    [{ email: 5 }, null],
    [{}, null],
  ])("an address in %o: %s", (traits, address) => expect(emailOf(person(traits))).toBe(address));

  test.each([
    [{ name: "Ada Lovelace", firstName: "X" }, "Ada Lovelace", "X"],
    [{ name: "Ada Lovelace" }, "Ada Lovelace", "Ada"],
    [{ first_name: "Ada", lastName: "Lovelace" }, "Ada Lovelace", "Ada"],
    [{ name: "  " }, null, null],
  ])("a name in %o", (traits, name, first) => {
    expect(personNames(traits).name).toBe(name);
    expect(personVariables(person(traits))["first_name"]).toBe(first);
  });

  test.each([
    ["Europe/Berlin", "Europe/Berlin"],
    ["UTC", "UTC"],
    ["+02:00", null],
    ["Mars/Olympus", null],
    [7, null],
  ])("the zone %s: %s", (timezone, zone) => expect(statedZone(person({ timezone }))).toBe(zone));

  test("names of prototypes are traits like others", () => {
    const traits = JSON.parse('{"__proto__": {"email": "a@b.example"}, "constructor": "x"}') as JsonObject;
    expect(emailOf(person(traits))).toBeNull();
    expect(personVariables(person(traits))["constructor"]).toBe("x");
  });
});
