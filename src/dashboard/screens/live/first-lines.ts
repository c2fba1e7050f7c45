/** What puts a site's events here: for a page's <head>. The same as `npm run dev` prints. */
export const snippet = (host: string, writeKey: string): string => `\
<script>
  analytics = []; analytics._writeKey = "${writeKey}"; analytics._cdn = "${host}";
  for (const call of ["page", "track", "identify", "group", "alias", "reset"])
    analytics[call] = (...args) => { analytics.push([call, ...args]); };
  analytics.page();
</script>
<script async src="${host}/analytics.js/v1/${writeKey}/analytics.min.js"></script>`;

/** One event from a terminal. */
export const curlLine = (host: string, writeKey: string): string =>
  `curl ${host}/v1/track -u ${writeKey}: -H 'content-type: application/json' -d '{"anonymousId":"me","event":"Hello Headwater"}'`;
