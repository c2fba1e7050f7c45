import { styleText } from "node:util";
import { curlLine, snippet } from "#dashboard/api/first-lines.ts";
import type { Address } from "./address-file.ts";

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
${indent(curlLine(url, writeKey))}

  ${title("In a web page")}
${indent(snippet(url, writeKey))}

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
