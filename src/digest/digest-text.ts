import { type Digest, moreOnHome } from "#digest/digest-html.ts";
import type { ReportSection } from "#digest/report-section.ts";
import type { Change, Table } from "#digest/section.ts";

/** The digest for programs that show no HTML: the same numbers, and the words that stand for the pictures. */
export const digestText = ({ title, line, zone, origin, sections, more }: Digest): string =>
  [`${title}\n${line}`, ...sections.map(reportText), `${moreOnHome(more)}Days are those of ${zone}.\n${origin}/`].join(
    "\n\n\n",
  ) + "\n";

function reportText({ name, href, question, when, headline, picture, table, remarks }: ReportSection): string {
  return [
    name,
    [question, when].filter((text) => text !== "").join(" · "),
    "",
    ...(headline === null ? [] : [`${headline.value} ${headline.what}${changeText(headline.change)}`]),
    ...(table === null ? [] : tableText(table)),
    ...(picture !== null && "chart" in picture && table === null ? [picture.alt] : []),
    ...remarks,
    href,
  ].join("\n");
}

const changeText = (change: Change | null): string => (change === null ? "" : ` (${change.text})`);

/** `Name: People 12, Conversion 5%` */
function tableText({ columns, rows, more }: Table): string[] {
  const [, ...names] = columns;
  const lines = rows.map(({ name, values, change }) => {
    const told = values.map((value, at) => `${names[at] ?? ""} ${value}`);
    return `- ${name}: ${told.join(", ")}${changeText(change)}`;
  });
  return more > 0 ? [...lines, `- ${more} more in the report`] : lines;
}
