import { expect, test } from "vitest";
import { digestMail } from "#digest/digest-mail.ts";
import { change, duration, number, percent, rate } from "#dashboard/report/labels.ts";
import { addressOf } from "#dashboard/report/report-url.ts";
import { inWords as chartInWords } from "#dashboard/screens/segmentation/question.ts";
import { inWords as funnelInWords } from "#dashboard/screens/funnels/question.ts";
import { inWords as retentionInWords } from "#dashboard/screens/retention/question.ts";
import { digest, FUNNEL, FUNNEL_TIMES, PEOPLE, RETENTION, REVENUE } from "../digest/reports.ts";

interface Total {
  total: number;
}

// The samples are written down as what the engine answers, of any kind.
// oxlint-disable-next-line no-unnecessary-type-parameters
const answerOf = <Answer>(report: object): Answer => (report as { answer: Answer }).answer;

test("a digest says what the screens say: the same numbers, names and addresses", async () => {
  const { text } = await digestMail(digest([REVENUE, FUNNEL, FUNNEL_TIMES, RETENTION, PEOPLE]));
  const { series, previous } = answerOf<{ series: [Total]; previous: { series: [Total] } }>(REVENUE);
  const { steps } = answerOf<{ steps: { count: number; percentOfFirst: number }[] }>(FUNNEL);
  const { timeToConvert } = answerOf<{ timeToConvert: { averageSeconds: number } }>(FUNNEL_TIMES);
  const { average } = answerOf<{ average: (number | null)[] }>(RETENTION);
  const { count } = answerOf<{ count: number }>(PEOPLE);
  const shown = [
    number(series[0].total),
    change(series[0].total, previous.series[0].total),
    ...steps.flatMap((step) => [number(step.count), percent(step.percentOfFirst)]),
    duration(Math.round(timeToConvert.averageSeconds)),
    ...average.flatMap((part) => (part === null || part === 1 ? [] : [rate(part)])),
    number(count),
    chartInWords(REVENUE.question as never),
    funnelInWords(FUNNEL.question as never),
    retentionInWords(RETENTION.question as never),
    ...[REVENUE, FUNNEL, RETENTION, PEOPLE].map(({ question }) => addressOf(question)),
  ];
  for (const words of shown) expect(text).toContain(words);
});
