import type { CohortAnswer, RetentionAnswer, SegmentationAnswer } from "#core/answer.ts";
import type { Question } from "#core/question.ts";
import { addressOf } from "#core/report/address.ts";
import { retentionInWords } from "#core/report/period-name.ts";
import { chartInWords } from "#core/report/series-name.ts";
import { funnelInWords } from "#core/report/step-name.ts";
import { chartFinding } from "#digest/chart-finding.ts";
import type { DigestReport } from "#digest/digest-mail.ts";
import { funnelFinding } from "#digest/funnel-finding.ts";
import { peopleFinding } from "#digest/people-finding.ts";
import { retentionFinding } from "#digest/retention-finding.ts";
import { type Finding, nothing, type Of } from "#digest/section.ts";
import { plain, rangeName } from "#digest/words.ts";

/** One report of a digest. */
export interface ReportSection extends Finding {
  name: string;
  /** Where the report is on the dashboard. */
  href: string;
  /** The question in one line. */
  question: string;
  /** The time it is about. */
  when: string;
  cid: string;
}

/** Mail programs and servers on the way cut off what is longer; the report is found on Home then. */
const LONGEST_ADDRESS = 4_000;

/** What a report says today, and where to see more of it. `origin`: of the dashboard. */
export function sectionOf(report: DigestReport, origin: string, everybody: number | null, at: number): ReportSection {
  const { question } = report;
  const address = question === null ? "/" : addressOf(question);
  const meta = "answer" in report ? report.answer.meta : null;
  return {
    name: plain(report.name),
    href: `${origin}${address.length > LONGEST_ADDRESS ? "/" : address}`,
    question: question === null ? "" : plain(inWords(question)),
    when: meta === null ? "" : meta.range === null ? "now" : rangeName(meta.range, meta.timezone),
    cid: `report-${at + 1}@headwater`,
    ...("answer" in report
      ? findingOf(report.question, report.answer, everybody)
      : nothing(`This could not be answered: ${plain(report.failure)}`)),
  };
}

// The engine answers each kind of question with its kind of answer.
function findingOf(question: Question, answer: Of<object>, everybody: number | null): Finding {
  switch (question.kind) {
    case "segmentation":
      return chartFinding(question, answer as Of<SegmentationAnswer>);
    case "funnel":
      return funnelFinding(question, answer);
    case "retention":
      return retentionFinding(question, answer as Of<RetentionAnswer>);
    case "cohort":
      return peopleFinding(answer as Of<CohortAnswer>, everybody);
  }
}

function inWords(question: Question): string {
  switch (question.kind) {
    case "segmentation":
      return chartInWords(question);
    case "funnel":
      return funnelInWords(question);
    case "retention":
      return retentionInWords({ ...question, return: question.return ?? question.start });
    case "cohort":
      return "People";
  }
}
