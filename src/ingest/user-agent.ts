import { parse } from "bowser";
import { isbotMatch } from "isbot";
import { storableText } from "#core/json.ts";

/** What a user agent's text says by itself; client hints and what an app says of its device come on top. */
export interface ReadAgent {
  browser: string | null;
  browserVersion: string | null;
  engine: string | null;
  os: string | null;
  osVersion: string | null;
  /** desktop, mobile, tablet or tv. */
  device: string | null;
  /** The part that only programs send, whoever it is that judges by it. */
  botMark: string | null;
}

/** Real ones end long before this; what comes after is somebody's joke and is not read. */
export const MAX_USER_AGENT = 1_000;
/** Long enough to recognise the bot by. */
const MAX_BOT_MARK = 64;

const CACHED = 2_000;
const cache = new Map<string, ReadAgent>();

/** Does it call itself a browser (Opera Mini says Opera to this day)? The rest are HTTP libraries, whose names are no browser's. */
export const isBrowserLike = (userAgent: string): boolean => /^(?:Mozilla|Opera)\//.test(userAgent);
/** Sets that Bowser takes for a phone, a tablet or a computer, by what their makers write: sticks, boxes and consoles included. */
const TELEVISION =
  /smart-?tv|\btv\b|googletv|appletv|bravia|hbbtv|netcast|web0s|crkey|\baft[a-z]{1,5}\b|roku|playstation|xbox|nintendo/i;
/** iPads ask for desktop pages as a Mac would; these words are left over from iOS. */
const IPAD_AS_MAC = /Macintosh.{1,200}(?:CriOS|FxiOS|EdgiOS|Mobile\/)/;

/** The usual device of a system, where nothing else tells. */
const DEVICE_BY_OS: Record<string, string> = {
  Android: "mobile",
  iOS: "mobile",
  HarmonyOS: "mobile",
  Windows: "desktop",
  macOS: "desktop",
  Linux: "desktop",
  "Chrome OS": "desktop",
  Roku: "tv",
  tvOS: "tv",
};
export const deviceOfOs = (os: string | null): string | null =>
  os !== null && Object.hasOwn(DEVICE_BY_OS, os) ? (DEVICE_BY_OS[os] ?? null) : null;

/**
 * Reads a user agent of at most MAX_USER_AGENT characters; unreadable ones give nulls. Versions are as the browser tells them:
 * Chrome and Safari say macOS 10.15.7 and Android 10 whatever runs, unless client hints tell more.
 * Parsing takes some 15 µs and a site's visitors share few user agents, so the last ones are remembered.
 */
export function readUserAgent(userAgent: string): ReadAgent {
  // A cut string would keep the whole of its original in memory for as long as the cache remembers it.
  if (userAgent.length >= MAX_USER_AGENT) return parsed(userAgent);
  const known = cache.get(userAgent);
  if (known) return known;
  const agent = parsed(userAgent);
  if (cache.size >= CACHED) {
    const oldest = cache.keys().next();
    if (!oldest.done) cache.delete(oldest.value);
  }
  cache.set(userAgent, agent);
  return agent;
}

function parsed(userAgent: string): ReadAgent {
  const { browser, engine, os, platform } = parse(userAgent);
  const isBrowser = isBrowserLike(userAgent);
  const isIpad = IPAD_AS_MAC.test(userAgent);
  const system = isIpad ? "iOS" : (os.name ?? null);
  // Bowser calls an unknown browser by its first word, and that is Mozilla for all of them.
  const name = isBrowser && browser.name !== "Mozilla" ? text(browser.name) : null;
  const mark = isbotMatch(userAgent);
  return {
    browser: name,
    browserVersion: name === null ? null : text(browser.version),
    engine: isBrowser ? text(engine.name) : null,
    os: system,
    osVersion: isIpad ? null : text(system === "Windows" ? (os.versionName ?? os.version) : os.version),
    device: deviceIn(userAgent, isIpad, isBrowser ? platform.type : undefined, system),
    botMark: mark === null ? null : storableText(mark.slice(0, MAX_BOT_MARK)),
  };
}

function deviceIn(userAgent: string, isIpad: boolean, type: string | undefined, os: string | null): string | null {
  if (TELEVISION.test(userAgent)) return "tv";
  if (isIpad) return "tablet";
  // Bowser's bots include people in Yahoo Japan's app; who is a bot is isbot's to say.
  return type === undefined || type === "bot" ? deviceOfOs(os) : type;
}

const text = (value: string | undefined): string | null => (value === undefined || value === "" ? null : value);
