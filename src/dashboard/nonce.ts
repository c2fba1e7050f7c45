/** What styles put into the page must carry: of this one answer, written by src/workspace/dashboard-page.ts. */
export const nonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute("content") ?? "";
