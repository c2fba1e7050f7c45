import type { AnswerMeta } from "#core/answer.ts";
import type { DigestEvery } from "#core/automation.ts";
import type { Question } from "#core/question.ts";
import { digestHtml } from "#digest/digest-html.ts";
import { digestText } from "#digest/digest-text.ts";
import { drawChart } from "#digest/picture/chart.ts";
import { drawPart } from "#digest/picture/part.ts";
import { pngOf } from "#digest/picture/png.ts";
import { PART } from "#core/report/colours.ts";
import { type ReportSection, sectionOf } from "#digest/report-section.ts";
import { dayName, plain } from "#digest/words.ts";

/** A saved report, and what the query engine answered or why it couldn't; null: there is no question (any more). */
export type DigestReport =
  | { name: string; question: Question; answer: object & { meta: AnswerMeta } }
  | { name: string; question: Question | null; failure: string };

export interface DigestInput {
  title: string;
  /** Where the dashboard is, with nothing after the host. */
  workspaceUrl: string;
  /** How often it comes (null: whenever something happens), and of when this one is (ms). */
  period: { every: DigestEvery | null; at: number };
  timezone: string;
  reports: readonly DigestReport[];
  /** Reports that are only on Home. */
  more?: number;
  /** How many people there are (src/core/report/everybody.ts), which a people query's number is a part of. */
  everybody?: number;
}

export interface DigestAttachment {
  /** `<img src="cid:…">` in the HTML. */
  cid: string;
  filename: string;
  type: "image/png";
  bytes: Uint8Array;
}

export interface DigestMail {
  subject: string;
  html: string;
  text: string;
  attachments: DigestAttachment[];
}

const EVERY: Record<DigestEvery, string> = { day: "Daily", week: "Weekly", month: "Monthly" };

/**
 * Saved reports as a mail: HTML with pictures, and the same as plain text. It holds nothing that was not asked for, loads
 * nothing from anywhere, and looks the same for the same answers. Throws TypeError where `workspaceUrl` is no web address.
 */
export async function digestMail(input: DigestInput): Promise<DigestMail> {
  const { period, timezone, everybody = null, more = 0 } = input;
  const origin = originOf(input.workspaceUrl);
  const sections = input.reports.map((report, at) => sectionOf(report, origin, everybody, at));
  const digest = {
    title: plain(input.title),
    line: [...(period.every === null ? [] : [EVERY[period.every]]), dayName(period.at, timezone)].join(" · "),
    zone: timezone,
    origin,
    sections,
    more,
  };
  const attachments = await Promise.all(sections.map(drawn));
  return {
    subject: digest.title,
    html: digestHtml(digest),
    text: digestText(digest),
    attachments: attachments.filter((one) => one !== null),
  };
}

async function drawn({ picture, cid }: ReportSection): Promise<DigestAttachment | null> {
  if (picture === null) return null;
  const canvas = "chart" in picture ? drawChart(picture.chart) : drawPart(picture.part, PART);
  return { cid, filename: `${cid.split("@")[0] ?? cid}.png`, type: "image/png", bytes: await pngOf(canvas) };
}

function originOf(url: string): string {
  const { origin, protocol } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:") throw new TypeError("a digest links to a web address");
  return origin;
}
