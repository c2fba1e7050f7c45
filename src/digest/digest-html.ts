import { type Markup, markup } from "#digest/markup.ts";
import { reportHtml } from "#digest/report-html.ts";
import type { ReportSection } from "#digest/report-section.ts";
import { FONT, STYLES } from "#digest/styles.ts";

/** A digest in plain lines. */
export interface Digest {
  title: string;
  /** How often, and of when. */
  line: string;
  zone: string;
  origin: string;
  sections: readonly ReportSection[];
  /** Reports that are only on Home. */
  more: number;
}

/** What is said of those; nothing where there are none. */
export const moreOnHome = (more: number): string =>
  more === 0 ? "" : `${more} more ${more === 1 ? "report is" : "reports are"} on Home. `;

/**
 * Tables and styles written out on each element, as Outlook and Gmail need them; the sheet in the head is for programs that
 * have a night and take it.
 */
export function digestHtml({ title, line, zone, origin, sections, more }: Digest): string {
  return markup`<!doctype html>
<html lang="en" xmlns="http://www.w3.org/1999/xhtml">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${{ html: STYLES }}</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f5f7fa;">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all;">${inShort(sections)}${FILLER}</div>
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#f5f7fa" style="background:#f5f7fa;"><tr><td align="center" class="margin" style="padding:24px 12px 32px;">
<!--[if mso]><table role="presentation" width="584" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="max-width:584px;font-family:${FONT};">
<tr><td style="padding:0 4px 20px;">
<h1 class="ink" style="margin:0;font-size:24px;line-height:32px;font-weight:700;color:#18212e;">${title}</h1>
<p class="dim" style="margin:2px 0 0;font-size:14px;line-height:20px;color:#566273;">${line}</p>
</td></tr>
${sections.map(reportHtml)}<tr><td align="center" style="padding:12px 4px 0;">
<p class="dim" style="margin:0;font-size:13px;line-height:20px;color:#566273;">${moreOnHome(more)}Days are those of ${zone}. <a class="link" href="${origin}/" style="color:#0b6c96;">Open Headwater</a></p>
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</body>
</html>
`.html;
}

/** What a list of mails shows beside the subject: the first numbers. */
const inShort = (sections: readonly ReportSection[]): string =>
  sections
    .flatMap(({ name, headline }) => (headline === null ? [] : [`${name}: ${headline.value}`]))
    .slice(0, 4)
    .join(" · ");

/** Keeps the list from going on with the title: signs that are not seen. */
const FILLER: Markup = { html: "&#847;&zwnj;&nbsp;".repeat(40) };
