/**
 * For a page's <head>: our SDK, which counts page views and clicks by itself. Calls made before it is there wait in the
 * list, which it takes over. `npm run dev` prints it, too (scripts/welcome.ts).
 */
export const snippet = (host: string, writeKey: string): string => `\
<script>
  analytics = []; analytics._loadOptions = { pageViews: true, autocapture: true };
  for (const call of ["page", "track", "identify", "group", "alias", "reset"])
    analytics[call] = (...args) => { analytics.push([call, ...args]); };
</script>
<script async src="${host}/v1/${writeKey}.js"></script>`;

/** The line that sends one event; a test types it into a shell as it stands. */
export const curlLine = (host: string, writeKey: string): string =>
  `curl ${host}/v1/track -u ${writeKey}: -H 'content-type: application/json' -d '{"anonymousId":"me","event":"Hello Headwater"}'`;
