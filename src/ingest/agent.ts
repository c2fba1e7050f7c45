import { NO_AGENT } from "#core/blank-stamp.ts";
import type { Agent, Side } from "#core/event.ts";
import { type JsonObject, storableText } from "#core/json.ts";
import type { RequestRecord } from "#core/message.ts";
import { appDeviceOf } from "#ingest/app-device.ts";
import { headlessBrand, hintsOf, refined } from "#ingest/client-hints.ts";
import { isBrowserLike, MAX_USER_AGENT, readUserAgent } from "#ingest/user-agent.ts";

type Sender = Pick<RequestRecord, "userAgent" | "hints">;

const stated = (context: JsonObject): string | null => {
  const given = context["userAgent"];
  return typeof given === "string" && given !== "" ? given : null;
};

/** The user agent that an event is told by: its own, else the request's, unless that is a server's. At most 1,000 characters. */
export function userAgentOf(context: JsonObject, side: Side, request: Sender): string | null {
  const userAgent = stated(context) ?? (side === "server" ? null : request.userAgent);
  return userAgent === null || userAgent === "" ? null : storableText(userAgent.slice(0, MAX_USER_AGENT));
}

/**
 * What an event was sent from: its user agent, made exact by client hints, and for apps what their library says of the
 * device. Fields that nobody tells are null; `device` is "bot" exactly where `bot` says why.
 *
 * Who is a bot: never by user agent what a server sends (python-requests is no crawler); where the side is unknown only by
 * a user agent that the event itself states; a person's device by either.
 */
export function agentOf(context: JsonObject, side: Side, request: Sender): Agent {
  const userAgent = userAgentOf(context, side, request);
  const app = appDeviceOf(context);
  const read = userAgent === null ? null : readUserAgent(userAgent);
  // A request's headers are about its sender: they speak for the event only where that is the person's own browser.
  const sameSender = side === "client" && (stated(context) ?? request.userAgent) === request.userAgent;
  const hints = hintsOf(context, sameSender ? request.hints : null);

  const { botMark = null, ...said } = read ?? {};
  const plain: Agent = { ...NO_AGENT, ...said };
  const agent = hints === null ? plain : refined(plain, hints);
  const told = {
    ...agent,
    os: agent.os ?? app?.os ?? null,
    osVersion: agent.osVersion ?? app?.osVersion ?? null,
    // An app knows its device better than its user agent, which says Android of phones and tablets alike.
    device: (agent.browser === null ? app?.device : null) ?? agent.device ?? app?.device ?? null,
  };
  const judged = side === "client" || (side === "unknown" && stated(context) !== null);
  // Apps send their HTTP library's name (okhttp, analytics-ios), which isbot takes for a program's, and rightly so.
  const isLibrary = app !== null && userAgent !== null && !isBrowserLike(userAgent);
  const bot = judged && !isLibrary ? (botMark ?? headlessBrand(hints)) : null;
  return bot === null ? { ...told, bot } : { ...told, bot, device: "bot" };
}
