/**
 * For a page's <head>. Calls made before the library is there wait in the list, which it replays.
 * `_cdn` says where the library loads its settings and chunks from: it would only guess that from an https:// address.
 * `npm run dev` prints it, too (scripts/welcome.ts).
 */
export const snippet = (host: string, writeKey: string): string => `\
<script>
  analytics = []; analytics._writeKey = "${writeKey}"; analytics._cdn = "${host}";
  for (const call of ["page", "track", "identify", "group", "alias", "reset"])
    analytics[call] = (...args) => { analytics.push([call, ...args]); };
  analytics.page();
</script>
<script async src="${host}/analytics.js/v1/${writeKey}/analytics.min.js"></script>`;

/** The line that sends one event; a test types it into a shell as it stands. */
export const curlLine = (host: string, writeKey: string): string =>
  `curl ${host}/v1/track -u ${writeKey}: -H 'content-type: application/json' -d '{"anonymousId":"me","event":"Hello Headwater"}'`;
