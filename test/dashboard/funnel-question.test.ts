import { describe, expect, test } from "vitest";
import { CohortQuestion, FunnelQuestion } from "#core/question.ts";
import { droppedPeople } from "#dashboard/screens/funnels/dropped-people.ts";
import {
  askable,
  complete,
  eventsOf,
  fitted,
  type FunnelDraft,
  inWords,
  listQuestion,
  moved,
  stepOf,
} from "#dashboard/screens/funnels/question.ts";
import { suggestedFunnels } from "#dashboard/screens/funnels/suggested.ts";
import { placeOf } from "#dashboard/screens/funnels/use-reorder.ts";

const steps = [{ event: "Product Viewed" }, { event: "Product Added" }, { event: "Order Completed" }];
const draft: FunnelDraft = complete({ kind: "funnel", steps });
const asked = (given: FunnelDraft) => {
  const question = askable(given);
  if (question === null) throw new Error("it can't be asked");
  return question;
};

describe("a funnel being built", () => {
  test("opens with two steps to choose, which can't be asked yet", () => {
    expect(complete(null)).toMatchObject({ steps: [{ event: "" }, { event: "" }], window: { value: 7, unit: "day" } });
    expect(askable(complete(null))).toBeNull();
    expect(askable(complete({ kind: "funnel", steps: [{ event: "A" }, { event: "" }, { event: "B" }] }))).toBeNull();
  });

  test("is asked without the step and the alternative that were just added", () => {
    const open = [...steps.slice(0, 1), { anyOf: [{ event: "Product Added" }, { event: "" }] }, { event: "" }];
    const question = asked({ ...draft, steps: open });
    expect(question.steps).toEqual(steps.slice(0, 2));
    expect(FunnelQuestion.safeParse(question).error).toBeUndefined();
  });

  test("any event is a choice of its own", () => {
    expect(asked({ ...draft, steps: [{ event: null }, { event: "A" }] }).steps).toEqual([
      { event: null },
      { event: "A" },
    ]);
  });

  test("a trend has the interval that shows its range", () => {
    expect(complete({ ...draft, view: "trend" }).interval).toBe("day");
    expect(draft.interval).toBeUndefined();
  });

  test("a step of several events is read and written", () => {
    const several = { anyOf: [{ event: "A" }, { event: "B" }] };
    expect(stepOf(eventsOf(several))).toEqual(several);
    expect(stepOf([{ event: "A" }])).toEqual({ event: "A" });
    expect(inWords({ ...draft, steps: [several, { event: "C" }] })).toBe("A or B › C within 7 days");
  });

  test("exclusions stay between steps there are", () => {
    const exclusions = [
      { event: "X", fromStep: 0, toStep: 2 },
      { event: "Y", fromStep: 1, toStep: 2 },
    ];
    expect(fitted({ ...draft, steps: steps.slice(0, 2), exclusions }).exclusions).toEqual([
      { event: "X", fromStep: 0, toStep: 1 },
    ]);
    const inAnyOrder = asked({ ...draft, order: "unordered", exclusions });
    expect(inAnyOrder.exclusions?.every(({ fromStep, toStep }) => fromStep === 0 && toStep === 2)).toBe(true);
    expect(FunnelQuestion.safeParse(inAnyOrder).error).toBeUndefined();
    expect(asked({ ...draft, exclusions: [{ event: "", fromStep: 0, toStep: 1 }] }).exclusions).toBeUndefined();
  });

  test("the list of everybody is asked without groups, that of a group with them", () => {
    const question = asked({ ...draft, breakdown: { source: "person", key: "plan" } });
    expect(listQuestion(question, { step: 1 }).breakdown).toBeUndefined();
    expect(listQuestion(question, { step: 1, breakdown: "pro" }).breakdown).toEqual(question.breakdown);
  });
});

describe("reordering", () => {
  test("an item goes to its new place, and nowhere outside", () => {
    expect(moved(["a", "b", "c"], 0, 2)).toEqual(["b", "c", "a"]);
    expect(moved(["a", "b", "c"], 2, 0)).toEqual(["c", "a", "b"]);
    expect(moved(["a", "b"], 0, 2)).toEqual(["a", "b"]);
  });

  test.each([
    [0, 0, 0],
    [0, 39, 0],
    [0, 40, 1],
    [0, 500, 2],
    [2, -39, 2],
    [2, -41, 1],
    [2, -500, 0],
    [1, -41, 0],
  ])("row %i moved by %i px is at %i", (from, by, place) => {
    expect(placeOf([20, 60, 100], from, by)).toBe(place);
  });
});

describe("those who dropped, as people", () => {
  test("did the step before and not this one, in the range, also with the funnel's own filter", () => {
    const filter = { property: "$country", value: "DE" };
    const found = droppedPeople(asked({ ...draft, filter }), 2);
    const within = { value: 30, unit: "day" };
    expect(found?.question).toEqual({
      kind: "cohort",
      where: {
        and: [
          { did: { event: "Product Viewed", filter }, within },
          { didNot: { event: "Product Added", filter }, within },
        ],
      },
    });
    expect(CohortQuestion.safeParse(found?.question).error).toBeUndefined();
    expect(found?.words).toContain("did Product Viewed and did not do Product Added, last 30 days");
  });

  test("of fixed days, and not of the first step", () => {
    const { range: _, ...rest } = draft;
    const fixed = asked({ ...rest, from: "2026-03-01", to: "2026-03-31" });
    expect(CohortQuestion.safeParse(droppedPeople(fixed, 3)?.question).error).toBeUndefined();
    expect(JSON.stringify(droppedPeople(fixed, 3)?.question)).toContain(
      '"within":{"from":"2026-03-01","to":"2026-03-31"}',
    );
    expect(droppedPeople(fixed, 1)).toBeNull();
  });
});

describe("suggested funnels", () => {
  const event = (name: string, kind = "track") => ({ name, kinds: [kind], volume: 1, lastSeen: null });

  test("of a shop: in the order of a purchase, whatever their volumes", () => {
    const events = [
      event("Page Viewed", "page"),
      event("Order Completed"),
      event("Product Viewed"),
      event("Product Added"),
      event("User Identified", "identify"),
      event("Signed Up"),
    ];
    expect(suggestedFunnels(events).map((one) => one.events)).toEqual([
      ["Product Viewed", "Product Added", "Order Completed"],
      ["Page Viewed", "Signed Up"],
      ["Signed Up", "Order Completed"],
      ["Page Viewed", "Order Completed", "Product Viewed"],
    ]);
  });

  test("of other sites: the busiest; of one event: none", () => {
    expect(suggestedFunnels([event("a"), event("b"), event("c"), event("d")]).map((one) => one.events)).toEqual([
      ["a", "b", "c"],
    ]);
    expect(suggestedFunnels([event("a")])).toEqual([]);
  });
});
