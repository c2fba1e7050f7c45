import { describe, expect, it } from "vitest";
import { Question } from "#core/question.ts";
import { answerCsv } from "#query/answer-csv.ts";
import { createCohortTally } from "#query/cohort.ts";
import { createFunnelTally } from "#query/funnel.ts";
import { createRetentionTally } from "#query/retention.ts";
import { createSegmentationTally } from "#query/segmentation.ts";
import { contextOf, peopleOf } from "./cases.ts";

const at = (day: number, hour = 12) => `2024-05-0${day}T${String(hour).padStart(2, "0")}:00:00Z`;
const people = peopleOf({
  events: [
    { distinctId: "ann", event: "view", timestamp: at(1), properties: { plan: "=pro" } },
    { distinctId: "ann", event: "buy", timestamp: at(1, 13), properties: { plan: "=pro" } },
    { distinctId: "bob", event: "view", timestamp: at(1), properties: { plan: 'a,"b"' } },
    { distinctId: "bob", event: "view", timestamp: at(2), properties: { plan: 'a,"b"' } },
  ],
});

function tallyOf(question: Question) {
  const context = contextOf(question);
  switch (question.kind) {
    case "segmentation":
      return createSegmentationTally(question, context);
    case "funnel":
      return { ...createFunnelTally(question, context), again: () => false };
    case "retention":
      return createRetentionTally(question, context);
    case "cohort":
      return createCohortTally(question, context);
  }
}

function csv(asked: object, incomplete: string[] = []): string[] {
  const question = Question.parse(asked);
  const tally = tallyOf(question);
  do {
    for (const person of people) tally.add(person);
  } while (tally.again());
  const text = answerCsv(question, { ...tally.answer(), meta: { incomplete } });
  expect(text.endsWith("\r\n")).toBe(true);
  return text.slice(0, -2).split("\r\n");
}

const range = { from: "2024-05-01", to: "2024-05-02" };
const byPlan = { source: "event", key: "plan" };

describe("segmentation", () => {
  const asked = { kind: "segmentation", ...range, series: [{ event: "view", math: "unique", name: "Viewers" }] };

  it("is a row a bucket, and one for the range; what isn't over yet says so", () => {
    expect(csv(asked, ["2024-05-02"])).toEqual([
      "bucket,complete,Viewers",
      "2024-05-01,true,2",
      "2024-05-02,false,1",
      "total,,2",
    ]);
  });

  it("has a column a group and one for all of them, and no formula in any cell", () => {
    expect(csv({ ...asked, series: [{ event: "view", name: "@x" }], breakdown: byPlan })).toEqual([
      `bucket,complete,"'@x: a,""b""",'@x: =pro,'@x: $all`,
      "2024-05-01,true,1,1,2",
      "2024-05-02,true,1,0,1",
      "total,,2,1,3",
    ]);
  });

  it("puts the period compared with beside it", () => {
    expect(csv({ ...asked, from: "2024-05-02", compare: { from: "2024-04-30", to: "2024-05-01" } })).toEqual([
      "bucket,complete,Viewers,previous bucket,previous Viewers",
      "2024-05-02,true,1,2024-04-30,0",
      ",,,2024-05-01,2",
      "total,,1,total,2",
    ]);
  });

  it("is the lists of people where the question asks for them", () => {
    const lists = [{ series: "Viewers", bucket: "2024-05-02" }, { series: "Viewers" }];
    expect(csv({ ...asked, people: lists })).toEqual(["list,person", "1,bob", "2,ann", "2,bob"]);
  });
});

describe("funnel", () => {
  const asked = {
    kind: "funnel",
    ...range,
    steps: [{ event: "view" }, { anyOf: [{ event: "buy" }, { event: null }] }],
    window: { value: 3, unit: "hour" },
  };
  const columns = "count,percentOfFirst,percentOfPrevious,dropped,avgSeconds,medianSeconds";

  it("is a row a step, named by its event", () => {
    expect(csv(asked)).toEqual([`step,event,${columns}`, "1,view,2,100,,,,", "2,buy or any event,1,50,50,1,3600,3600"]);
  });

  it("names no event where the order is free, and repeats the steps for each group", () => {
    expect(
      csv({ ...asked, steps: [{ event: "view" }, { event: "buy" }], order: "unordered", breakdown: byPlan }),
    ).toEqual(
      expect.arrayContaining([
        `breakdown,step,event,${columns}`,
        "'=pro,2,any 2,1,100,100,0,3600,3600",
        '"a,""b""",2,any 2,0,0,0,1,,',
      ]),
    );
  });

  it("is the view where there is one", () => {
    expect(csv({ ...asked, view: "trend" })).toEqual([
      "bucket,entered,converted,rate,final",
      "2024-05-01,2,1,50,true",
      "2024-05-02,1,0,0,true",
    ]);
    expect(csv({ ...asked, view: "timeToConvert", bins: 1 })).toEqual(["fromSeconds,count", "3600,1", "3660,0"]);
    expect(csv({ ...asked, view: "timeToConvert", bins: 1, breakdown: byPlan })[0]).toBe("breakdown,fromSeconds,count");
  });
});

describe("retention", () => {
  const asked = { kind: "retention", ...range, start: { event: "view" }, return: { event: null } };

  it("is a row for each bucket in which people started", () => {
    expect(csv(asked)).toEqual(["bucket,people,1", "2024-05-01,2,1", "2024-05-02,1"]);
  });

  it("repeats the rows for each group, and for everyone", () => {
    expect(csv({ ...asked, breakdown: byPlan })).toEqual([
      "breakdown,bucket,people,1",
      "'=pro,2024-05-01,1,0",
      "'=pro,2024-05-02,0",
      '"a,""b""",2024-05-01,1,1',
      '"a,""b""",2024-05-02,1',
      "$all,2024-05-01,2,1",
      "$all,2024-05-02,1",
    ]);
  });

  it("lists the people behind a row", () => {
    expect(csv({ ...asked, people: [{ cohort: 0 }] })).toEqual(["list,person", "1,bob", "1,ann"]);
  });
});

it("a people query is the people", () => {
  expect(csv({ kind: "cohort", where: { did: { event: "buy" } } })).toEqual(["person", "ann"]);
});
