import { styleText } from "node:util";
import type { Address } from "./address-file.ts";

/** The line that sends one event; a test types it into a shell as it stands. */
export const curlLine = ({ url, writeKey }: Address): string =>
  `curl ${url}/v1/track -u ${writeKey}: -H 'content-type: application/json' -d '{"anonymousId":"me","event":"Hello Headwater"}'`;

/**
 * For a page's <head>. Calls made before the library is there wait in the list, which it replays.
 * `_cdn` says where the library loads its settings and chunks from: it would only guess that from an https:// address.
 */
export const snippet = ({ url, writeKey }: Address): string => `\
<script>
  analytics = []; analytics._writeKey = "${writeKey}"; analytics._cdn = "${url}";
  for (const call of ["page", "track", "identify", "group", "alias", "reset"])
    analytics[call] = (...args) => { analytics.push([call, ...args]); };
  analytics.page();
</script>
<script async src="${url}/analytics.js/v1/${writeKey}/analytics.min.js"></script>`;

/** What `npm run dev` prints when everything answers: what a newcomer needs next, and nothing else. */
export function welcome(address: Address): string {
  const { url, writeKey, adminToken } = address;
  const title = (text: string) => styleText("bold", text);
  const indent = (text: string) => text.replaceAll(/^/gm, "    ");
  const live = `new WebSocket("${url.replace("http", "ws")}/api/live",{headers:{authorization:"Bearer ${adminToken}"}}).onmessage=(m)=>console.log(m.data)`;
  return `
${styleText(["bold", "green"], "Headwater")} is up at ${title(url)}   (Ctrl-C stops it)

  ${title("Dashboard")}  ${url}/#token=${adminToken}

  ${title("Write key")}  ${writeKey}   (the admin token is in .wrangler/headwater.json)

  ${title("Send an event")}
${indent(curlLine(address))}

  ${title("In a web page")}
${indent(snippet(address))}

  ${title("On a server")}
    new Analytics({ writeKey: "${writeKey}", host: "${url}" })   // @segment/analytics-node

  ${title("See what came")}
    curl -H 'authorization: Bearer ${adminToken}' ${url}/api/events
  ${title("See it as it comes")}
    npx node -e '${live}'
  ${title("Have something to see")}
    npm run demo

  The local queue lives in memory: events not yet stored when this stops are gone. Stored ones stay.
`;
}
