import { expect, it } from "vitest";
import { settingsFrom } from "#workspace/settings.ts";

const variables = { TIMEZONE: "Europe/Berlin", WEEK_START: "monday", IP_PRIVACY: "truncate" };

it("takes each setting that was chosen, and the deployment's for the others", () => {
  expect(settingsFrom(null, variables)).toEqual({
    timezone: "Europe/Berlin",
    weekStart: "monday",
    ipPrivacy: "truncate",
  });
  expect(settingsFrom({ timezone: null, weekStart: "sunday", ipPrivacy: "full" }, variables)).toEqual({
    timezone: "Europe/Berlin",
    weekStart: "sunday",
    ipPrivacy: "full",
  });
});

it("reads a variable that says nothing known as the default", () => {
  expect(settingsFrom(null, { TIMEZONE: "UTC", WEEK_START: "", IP_PRIVACY: "maybe" })).toEqual({
    timezone: "UTC",
    weekStart: "sunday",
    ipPrivacy: "full",
  });
});
