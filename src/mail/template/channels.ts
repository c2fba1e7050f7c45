import type { JsonObject } from "#core/json.ts";
import type { Rendered } from "#core/liquid/liquid.ts";
import { readAddress } from "#mail/address.ts";
import { fillJson } from "./json-template.ts";
import { createLiquid, fill } from "./liquid.ts";
import { onOneLine } from "./values.ts";

/** What a template is rendered for, beside HTML (html.ts): how values are escaped, and what the text as a whole has to be. */
export const CHANNELS = ["text", "subject", "address", "slack", "json", "push", "url"] as const;
export type Channel = (typeof CHANNELS)[number];

const asText = createLiquid((text) => text);
// Slack: https://docs.slack.dev/messaging/formatting-message-text; only these three signs mean something that is more than a look.
const inSlack = createLiquid((text) =>
  onOneLine(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
);

/** RFC 5322, 2.1.1 allows 998; no program shows more than this. */
const MAX_SUBJECT = 250;
const MAX_PUSH = 1_000;

const then = (rendered: Rendered, finish: (text: string) => Rendered): Rendered =>
  "fault" in rendered ? rendered : finish(rendered.text);

/**
 * A template with its variables put in, escaped as the channel needs it: what stands in a variable never becomes markup,
 * a header, a mention, or structure.
 */
export function renderFor(channel: Channel, template: string, variables: JsonObject): Rendered {
  switch (channel) {
    case "text":
      return fill(asText, template, variables);
    case "subject":
      return then(fill(asText, template, variables), (text) => ({ text: cut(onOneLine(text), MAX_SUBJECT) }));
    case "address":
      // Not cleaned: an address with something invisible in it is refused and not mended.
      return then(
        fill(asText, template, variables, (text) => text),
        oneAddress,
      );
    case "slack":
      return fill(inSlack, template, variables);
    case "json":
      return fillJson(template, variables);
    case "push":
      return then(fill(asText, template, variables), (text) => ({ text: cut(onOneLine(text), MAX_PUSH) }));
    case "url":
      return then(fill(asText, template, variables), webAddress);
    default:
      return channel satisfies never;
  }
}

/** Why a text can't be used as a template, or null: said when it is saved, not when it is due. */
export const faultOfTemplate = (template: string): string | null => asText.faultOf(template);

function oneAddress(text: string): Rendered {
  const address = readAddress(text);
  return address === null
    ? { fault: text.trim() === "" ? "There is no address." : "This is no address." }
    : { text: address };
}

function webAddress(text: string): Rendered {
  const url = text.trim();
  const isWeb = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  return isWeb ? { text: new URL(url).href } : { fault: "This is no web address." };
}

const cut = (text: string, length: number): string =>
  text.length <= length
    ? text
    : `${text
        .slice(0, length - 1)
        .toWellFormed()
        .replace(/\ufffd$/, "")}…`;
