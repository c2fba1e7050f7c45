import { escapeHtml } from "./template/html-value.ts";

const STYLE = `
:root{color-scheme:light dark;--page:#f4f5f7;--sheet:#fff;--ink:#1c2733;--quiet:#5b6875;--key:#0b62d6;--line:#d5dbe2}
@media (prefers-color-scheme:dark){:root{--page:#11161c;--sheet:#1b222b;--ink:#e6ebf0;--quiet:#a3afbb;--key:#3b87f0;--line:#3a4653}}
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--page);color:var(--ink);
font:16px/1.55 -apple-system,BlinkMacSystemFont,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
main{width:100%;max-width:440px;background:var(--sheet);border-radius:14px;padding:36px 34px}
h1{font-size:22px;line-height:1.3;margin:0 0 10px}p{margin:0 0 22px;color:var(--quiet)}b{color:var(--ink);overflow-wrap:anywhere}
button{font:inherit;font-weight:600;padding:11px 20px;border-radius:8px;border:0;background:var(--key);color:#fff;cursor:pointer}
button.quiet{background:none;color:var(--ink);border:1px solid var(--line)}
button:focus-visible{outline:3px solid var(--key);outline-offset:2px}`;

interface Words {
  title: string;
  /** HTML. */
  says: string;
  button?: { label: string; action: string; quiet: boolean };
}

/** The page as an answer: nothing on it runs, loads, or tells anybody that it was opened. */
export function unsubscribePage({ title, says, button }: Words, status = 200): Response {
  const nonce = crypto.getRandomValues(new Uint8Array(16)).toBase64();
  const form = button
    ? `<form method="post" action="${escapeHtml(button.action)}"><button${button.quiet ? ' class="quiet"' : ""}>${button.label}</button></form>`
    : "";
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body><main><h1>${title}</h1><p>${says}</p>${form}</main></body>
</html>
`;
  return new Response(html, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": `default-src 'none'; style-src 'nonce-${nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
    },
  });
}
