import { changeHtml } from "#digest/change-html.ts";
import { type Markup, markup } from "#digest/markup.ts";
import { CHART_SIZE } from "#digest/picture/chart.ts";
import { PART_SIZE } from "#digest/picture/part.ts";
import type { ReportSection } from "#digest/report-section.ts";
import type { Headline, Picture } from "#digest/section.ts";
import { tableHtml } from "#digest/table-html.ts";

const DIM = "font-size:13px;line-height:19px;color:#566273;";

/** One report: its name as the way to it, its number, its picture, its table. */
export function reportHtml(section: ReportSection): Markup {
  const { name, href, question, when, headline, picture, table, remarks, cid } = section;
  return markup`<tr><td style="padding:0 0 16px;">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="background:#ffffff;border:1px solid #e2e7ee;border-radius:10px;border-collapse:separate;"><tr><td class="inside" style="padding:20px 24px;">
<h2 style="margin:0;font-size:17px;line-height:24px;font-weight:650;"><a class="link" href="${href}" style="color:#0b6c96;text-decoration:none;">${name}</a></h2>
<p class="dim" style="margin:2px 0 0;${DIM}">${question}${when === "" ? null : markup` · <span style="white-space:nowrap;">${when}</span>`}</p>
${headline && headlineHtml(headline)}${picture && pictureHtml(picture, cid, href)}${table && tableHtml(table, href)}${remarks.map((remark) => markup`<p class="dim" style="margin:10px 0 0;${DIM}">${remark}</p>\n`)}</td></tr></table>
</td></tr>
`;
}

const headlineHtml = ({ value, what, change }: Headline): Markup =>
  markup`<p class="dim" style="margin:10px 0 0;font-size:14px;line-height:22px;color:#566273;"><b class="ink" style="font-size:30px;line-height:40px;font-weight:700;color:#18212e;">${value}</b>&nbsp; ${what}${change && changeHtml(change)}</p>
`;

function pictureHtml(picture: Picture, cid: string, href: string): Markup {
  const { width, height } = "chart" in picture ? CHART_SIZE : PART_SIZE;
  return markup`<a href="${href}" style="text-decoration:none;"><img class="picture" src="cid:${cid}" width="${width}" height="${height}" alt="${picture.alt}" border="0" style="display:block;width:100%;max-width:${width}px;height:auto;margin:14px auto 0;border:0;border-radius:8px;background:#ffffff;${DIM}"></a>
`;
}
