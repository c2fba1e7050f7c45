import type { Health } from "#dashboard/api/destinations.ts";

/** How each state is called, what it means, and its colour. */
export const STATES: Record<Health["state"], { name: string; says: string; colour: string }> = {
  connected: { name: "Connected", says: "Events go there as they come in.", colour: "var(--better)" },
  failing: {
    name: "Failing",
    says: "It does not take events just now. They wait and are tried again by themselves, for up to three days.",
    colour: "var(--worse)",
  },
  disconnected: {
    name: "Disconnected",
    says: "It needs you: nothing is sent until this is put right. Events wait meanwhile.",
    colour: "var(--worse)",
  },
  paused: {
    name: "Paused",
    says: "Events wait, and go there in order when you go on.",
    colour: "var(--mantine-color-dimmed)",
  },
  disabled: {
    name: "Off",
    says: "Nothing is sent. What comes in meanwhile is not sent later, unless you send a time range again.",
    colour: "var(--mantine-color-dimmed)",
  },
};
