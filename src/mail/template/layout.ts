import { escapeHtml } from "./html-value.ts";

export interface Layout {
  title: string;
  /** The first words that lists of mails show beside the subject. */
  preview: string;
  /** Who sends: the name under the mail. */
  sender: string;
  /** Null in a mail to the team. */
  unsubscribeUrl: string | null;
}

// Programs that drop <style> (some of Gmail's, old Outlook) show the inline ones: black on white, one column.
const STYLE = `
:root{color-scheme:light dark;supported-color-schemes:light dark}
body{margin:0;padding:0;background:#f4f5f7;-webkit-text-size-adjust:100%}
.sheet{background:#fff;color:#1c2733}
.body p,.body ul,.body ol,.body blockquote,.body table,.body pre{margin:0 0 16px}
.body h1{font-size:26px;line-height:1.25;margin:0 0 16px;letter-spacing:-.01em}
.body h2{font-size:20px;line-height:1.3;margin:28px 0 12px}
.body h3{font-size:17px;line-height:1.35;margin:24px 0 8px}
.body img{max-width:100%;height:auto;border:0;border-radius:6px}
.body a{color:#0b62d6}
.body hr{border:0;border-top:1px solid #e3e7ec;margin:28px 0}
.body blockquote{border-left:3px solid #cfd6de;padding:2px 0 2px 16px;color:#52606d}
.body blockquote p:last-child{margin:0}
.body code,.body pre{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:14px;background:#f0f2f5;border-radius:4px}
.body code{padding:2px 4px}.body pre{padding:12px 14px;overflow-x:auto}.body pre code{padding:0}
.body th,.body td{text-align:left;padding:8px 16px 8px 0;border-bottom:1px solid #e3e7ec;vertical-align:top}
.button{margin:24px 0!important}
.body .button a{display:inline-block;background:#0b62d6;color:#fff;text-decoration:none;font-weight:600;padding:12px 22px;border-radius:8px}
.foot,.foot a{color:#6b7785}
@media (max-width:620px){.sheet{border-radius:0!important}.body{padding:28px 22px!important}.frame{padding:0 0 24px!important}}
@media (prefers-color-scheme:dark){
body,.frame{background:#11161c!important}.sheet{background:#1b222b!important;color:#e6ebf0!important}
.body a{color:#74b0ff}.body hr,.body th,.body td{border-color:#323c48}
.body blockquote{border-color:#45525f;color:#a9b4c0}.body code,.body pre{background:#262f3a}
.body .button a{background:#3b87f0;color:#fff}.foot,.foot a{color:#93a0ad!important}}
`.replaceAll("\n", "");

const FONT = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

const preheader = (words: string): string =>
  `<div style="display:none;max-height:0;overflow:hidden;opacity:0">${escapeHtml(words)}</div>`;

const foot = ({ sender, unsubscribeUrl }: Layout): string => {
  const from = sender === "" ? [] : [`Sent by ${escapeHtml(sender)}`];
  const leave =
    unsubscribeUrl === null ? [] : [`<a href="${escapeHtml(unsubscribeUrl)}" style="color:#6b7785">Unsubscribe</a>`];
  return [...from, ...leave].join(" &middot; ");
};

/** The whole document of a mail around its body: one column that reads well on a phone, in light and dark. */
export const withLayout = (body: string, layout: Layout): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(layout.title)}</title>
<style>${STYLE}</style>
</head>
<body style="margin:0;padding:0;background:#f4f5f7">
${preheader(layout.preview)}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="frame" style="background:#f4f5f7;padding:32px 12px">
<tr><td align="center">
<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0" class="sheet" style="width:100%;max-width:600px;background:#ffffff;color:#1c2733;border-radius:12px">
<tr><td class="body" style="padding:40px 44px 28px;${FONT};font-size:16px;line-height:1.6">
${body}
</td></tr>
</table>
<p class="foot" style="margin:20px 0 0;${FONT};font-size:13px;line-height:1.5;color:#6b7785">${foot(layout)}</p>
</td></tr>
</table>
</body>
</html>
`;

/** A document of the author's own with the way out added. */
export function withWayOut(document: string, unsubscribeUrl: string): string {
  const leave = `<p style="text-align:center;${FONT};font-size:13px;color:#6b7785"><a href="${escapeHtml(unsubscribeUrl)}" style="color:#6b7785">Unsubscribe</a></p>`;
  const end = document.search(/<\/body\s*>(?![\s\S]*<\/body\s*>)/i);
  return end === -1 ? `${document}${leave}` : `${document.slice(0, end)}${leave}${document.slice(end)}`;
}
