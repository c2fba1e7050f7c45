import { changeHtml } from "#digest/change-html.ts";
import { type Markup, markup } from "#digest/markup.ts";
import type { Table, TableRow } from "#digest/section.ts";

const HEAD = "font-size:12px;line-height:18px;font-weight:500;color:#566273;";
const CELL =
  "padding-top:6px;padding-bottom:6px;border-top:1px solid #e2e7ee;font-size:14px;line-height:20px;color:#18212e;";

/** Numbers by name, told apart by the colours of the picture. */
export const tableHtml = ({ columns, rows, more }: Table, href: string): Markup =>
  markup`<table width="100%" cellpadding="0" cellspacing="0" border="0" style="margin:14px 0 0;border-collapse:collapse;">
<tr>${columns.map((column, at) => markup`<th class="dim" scope="col" align="${sideOf(at)}" style="padding:0 0 4px ${at === 0 ? 0 : 10}px;${HEAD}">${column}</th>`)}</tr>
${rows.map((row) => rowHtml(row, href))}</table>
${more > 0 ? markup`<p style="margin:8px 0 0;font-size:13px;line-height:19px;"><a class="link" href="${href}" style="color:#0b6c96;text-decoration:none;">${more} more in the report</a></p>\n` : null}`;

const sideOf = (column: number): string => (column === 0 ? "left" : "right");

const rowHtml = ({ name, colour, values, change }: TableRow, href: string): Markup =>
  markup`<tr><td class="line ink" style="${CELL}word-break:break-word;">${colour === null ? null : markup`<span style="background:${colour};border-radius:3px;font-size:9px;line-height:9px;">&nbsp;&nbsp;&nbsp;&nbsp;</span>&nbsp; `}${nameHtml(name, href)}</td>${values.map((value, at) => markup`<td class="line ink" align="right" style="${CELL}padding-left:10px;"><b style="font-weight:650;white-space:nowrap;">${value}</b>${at === values.length - 1 && change !== null ? changeHtml(change) : null}</td>`)}</tr>
`;

/** What looks like an address is a link to the report, because mail programs would make one to that address of it. */
const nameHtml = (name: string, href: string): Markup =>
  /[\w-][.@]\w|:\/\//.test(name)
    ? markup`<a class="ink" href="${href}" style="color:#18212e;text-decoration:none;">${name}</a>`
    : markup`${name}`;
