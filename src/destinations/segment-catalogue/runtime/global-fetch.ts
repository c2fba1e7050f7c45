/** What `fetch` means in the built catalogue. */
export { fetch } from "./cross-fetch.ts";
