import type { JsonObject } from "#core/json.ts";
import { renderFor } from "./channels.ts";
import { renderHtml } from "./html.ts";
import { withLayout, withWayOut } from "./layout.ts";
import { isWholeDocument } from "./markdown.ts";
import { plainText } from "./plain-text.ts";

export interface MailTemplate {
  subject: string;
  body: string;
}

/** What stands around a mail's words. */
export interface MailFrame {
  sender: string;
  /** Where the reader leaves; null in a mail to the team. */
  unsubscribeUrl: string | null;
}

export interface MailContent {
  subject: string;
  html: string;
  text: string;
}

const PREVIEW_LENGTH = 140;

/**
 * A mail's subject, HTML and text from its template, or the fault of one. `unsubscribe_url` is a variable, too; a mail to a
 * person has the way out whether its author thought of it or not.
 */
export function mailContent(
  { subject, body }: MailTemplate,
  variables: JsonObject,
  { sender, unsubscribeUrl }: MailFrame,
): MailContent | { fault: string } {
  const known = { ...variables, unsubscribe_url: unsubscribeUrl ?? "" };
  const title = renderFor("subject", subject, known);
  if ("fault" in title) return title;
  const inner = renderHtml(body, known);
  if ("fault" in inner) return inner;
  const text = plainText(inner.text);
  const says = unsubscribeUrl === null || text.includes(unsubscribeUrl);
  return {
    subject: title.text,
    html: isWholeDocument(body)
      ? says || unsubscribeUrl === null
        ? inner.text
        : withWayOut(inner.text, unsubscribeUrl)
      : withLayout(inner.text, { title: title.text, preview: firstWords(text), sender, unsubscribeUrl }),
    text: says ? text : `${text}\n\n--\nUnsubscribe: ${unsubscribeUrl}\n`,
  };
}

const firstWords = (text: string): string => Array.from(text.replaceAll(/\s+/g, " ")).slice(0, PREVIEW_LENGTH).join("");
