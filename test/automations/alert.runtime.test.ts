import { afterAll, expect, it } from "vitest";
import { HOUR_MS, MINUTE_MS, systemClock } from "#core/clock.ts";
import { messaging } from "../support/worker.ts";
import { createSource, post, storedEvents } from "../support/world.ts";
import { automate, clockWorld } from "./clock-world.ts";

afterAll(() => {
  messaging.clock = systemClock;
});

it("alerts by the clock, of events that came through the tracking API: each speaks once in its time, to the team", async () => {
  const world = await clockWorld();
  const start = world.now;
  const source = await createSource();
  let stored = 0;
  /** Somebody does something so often in the hour that is running. */
  const happens = async (event: string, times: number) => {
    if (times === 0) return;
    const receivedAt = new Date(world.now).toISOString();
    const batch = Array.from({ length: times }, (_, at) => ({ type: "track", event, userId: `u${at}` }));
    await post("/v1/batch", source.writeKey, { batch }, { "x-received-at": receivedAt });
    stored += times;
  };
  const alert = (event: string, check: object) =>
    automate({
      name: event,
      when: {
        report: {
          kind: "segmentation",
          range: { last: { value: 30, unit: "day" } },
          interval: "hour",
          series: [{ event }],
        },
        check,
        every: "hour",
        atMostOnce: { value: 1, unit: "day" },
      },
      do: [
        {
          email: "team",
          to: ["team@example.com"],
          subject: "{{ automation.name }}: {{ report.value }} after {{ report.before }}",
          body: "Look.",
        },
      ],
    });
  await alert("Loud", { above: 5 });
  await alert("Steady", { changedBy: 50 });
  await alert("Going", { quiet: true });

  /** What happens in an hour, and what is said a minute after it. */
  const hour = async (at: number, [loud, steady, going]: [number, number, number]): Promise<string[]> => {
    world.now = start + at * HOUR_MS + 30 * MINUTE_MS;
    await happens("Loud", loud);
    await happens("Steady", steady);
    await happens("Going", going);
    await storedEvents(source, stored);
    const before = world.mails().length;
    await world.ring(start + (at + 1) * HOUR_MS + MINUTE_MS);
    return world
      .mails()
      .slice(before)
      .map(({ subject, to }) => `${to.join()} ${subject}`)
      .toSorted();
  };
  expect(await hour(0, [2, 4, 3])).toEqual([]);
  expect(await hour(1, [6, 4, 0])).toEqual(["team@example.com Going: 0 after 3", "team@example.com Loud: 6 after 2"]);
  // Still loud, still quiet: said already.
  expect(await hour(2, [7, 1, 0])).toEqual(["team@example.com Steady: 1 after 4"]);
  expect(await hour(3, [9, 5, 0])).toEqual([]);
  // A day later what still holds is said once more; what has been quiet for long is no news.
  expect(await hour(30, [8, 0, 0])).toEqual(["team@example.com Loud: 8 after 0"]);
  expect(await hour(31, [8, 0, 0])).toEqual([]);
});
