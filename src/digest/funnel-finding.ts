import type { FunnelAnswer, FunnelStep } from "#core/answer.ts";
import type { FunnelQuestion } from "#core/question/funnel.ts";
import { colourOf, PART } from "#core/report/colours.ts";
import { groupName } from "#core/report/names.ts";
import { stepName, UNITS } from "#core/report/step-name.ts";
import { conversionTimes } from "#digest/conversion-times.ts";
import { funnelTrend } from "#digest/funnel-trend.ts";
import { MOST_LINES } from "#digest/picture/chart.ts";
import { type Finding, type Headline, nothing, NOTHING_HAPPENED, type Of } from "#digest/section.ts";
import { number, percent, plain } from "#digest/words.ts";

/** What a funnel says, in the view it was saved in: how many convert, and where the others stop. */
export function funnelFinding(question: FunnelQuestion, answer: Of<FunnelAnswer>): Finding {
  const found = ofView(question, answer);
  return { ...found, remarks: [...found.remarks, ...(answer.notes ?? []).map(plain)] };
}

function ofView(question: FunnelQuestion, { steps, breakdown, trend, timeToConvert }: FunnelAnswer): Finding {
  if (steps?.[0]?.count === 0) return nothing(NOTHING_HAPPENED);
  const headline = steps === undefined ? null : converting(question, steps);
  if (trend !== undefined) return funnelTrend(question, trend, headline);
  if (timeToConvert !== undefined) return conversionTimes(question, timeToConvert);
  if (breakdown !== undefined) return ofGroups(question, breakdown, headline);
  return steps === undefined ? nothing(NOTHING_HAPPENED) : ofSteps(question, steps, headline);
}

function converting({ countBy }: FunnelQuestion, steps: FunnelStep[]): Headline | null {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return null;
  const unit = UNITS[countBy][first.count === 1 ? 0 : 1];
  const what = `convert: ${number(last.count)} of ${number(first.count)} ${unit}`;
  return { value: percent(last.percentOfFirst), what, change: null };
}

function ofSteps(question: FunnelQuestion, steps: FunnelStep[], headline: Headline | null): Finding {
  const named = steps.map((step, at) => ({ ...step, name: `${at + 1}. ${plain(stepName(question, at))}` }));
  const [one, several] = UNITS[question.countBy];
  return {
    headline,
    picture: {
      chart: {
        shape: "bars",
        labels: steps.map((_, at) => String(at + 1)),
        incomplete: 0,
        format: percent,
        data: steps.map(({ percentOfFirst }) => percentOfFirst),
        whole: 100,
        // Of many steps the bars are thinner than their numbers; the table has them all.
        ...(steps.length <= 8 && { captions: steps.map(({ percentOfFirst }) => percent(percentOfFirst)) }),
        colours: [PART],
      },
      alt: `Steps: ${named
        .map(
          ({ name, count, percentOfFirst }) =>
            `${name}: ${number(count)} ${count === 1 ? one : several}, ${percent(percentOfFirst)}`,
        )
        .join("; ")}.`,
    },
    table: {
      columns: ["Step", capital(several), "Of the first"],
      rows: named.map(({ name, count, percentOfFirst }) => ({
        name,
        colour: null,
        values: [number(count), percent(percentOfFirst)],
        change: null,
      })),
      more: 0,
    },
    remarks: [],
  };
}

function ofGroups(question: FunnelQuestion, groups: Record<string, FunnelStep[]>, headline: Headline | null): Finding {
  const rows = Object.entries(groups).map(([group, steps], place) => ({
    name: plain(groupName(group)),
    colour: colourOf(place, false),
    rate: steps.at(-1)?.percentOfFirst ?? 0,
    first: steps[0]?.count ?? 0,
    last: steps.at(-1)?.count ?? 0,
  }));
  if (rows.every(({ first }) => first === 0)) return nothing(NOTHING_HAPPENED);
  const shown = rows.slice(0, MOST_LINES);
  return {
    headline,
    picture: {
      chart: {
        shape: "bars",
        labels: shown.map(() => ""),
        incomplete: 0,
        format: percent,
        data: shown.map(({ rate }) => rate),
        whole: 100,
        captions: shown.map(({ rate }) => percent(rate)),
        colours: shown.map(({ colour }) => colour),
      },
      alt: `Conversion: ${shown.map(({ name, rate }) => `${name} ${percent(rate)}`).join("; ")}.`,
    },
    table: {
      columns: ["", capital(UNITS[question.countBy][1]), "Last step", "Conversion"],
      rows: shown.map(({ name, colour, rate, first, last }) => ({
        name,
        colour,
        values: [number(first), number(last), percent(rate)],
        change: null,
      })),
      more: rows.length - shown.length,
    },
    remarks: [],
  };
}

const capital = (word: string): string => `${word[0]?.toUpperCase() ?? ""}${word.slice(1)}`;
