export const FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";

const NIGHT: Record<string, string> = {
  ".page": "background:#0b111b !important;",
  ".card": "background:#111a28 !important;border-color:#233044 !important;",
  ".line": "border-color:#233044 !important;",
  ".ink": "color:#e3e9f1 !important;",
  ".dim": "color:#9fadbf !important;",
  ".link": "color:#70bfde !important;",
  ".better": "color:#6bd48d !important;",
  ".worse": "color:#ff8f8f !important;",
};

const rules = (prefix: string): string =>
  Object.entries(NIGHT)
    .map(([selector, style]) => `${prefix}${selector}{${style}}`)
    .join("");

/** For mail programs that read a sheet: the night, of Outlook on the web too, and phones. */
export const STYLES = [
  ":root{color-scheme:light dark;supported-color-schemes:light dark;}",
  "a:hover{text-decoration:underline !important;}",
  `@media (prefers-color-scheme:dark){${rules("")}}`,
  rules("[data-ogsc] "),
  "@media (max-width:480px){.margin{padding:16px 8px 24px !important;}.inside{padding:16px 14px !important;}}",
].join("\n");
