import type { SendingStatus } from "#automations/sending.ts";

/** What became of a sending, in plain words; `zone` is the workspace's, for moments that are not the person's own. */
export function outcomeWords({ state, wait, detail, at }: SendingStatus, zone: string): string {
  switch (state) {
    case "waiting":
      return waitWords(wait, detail, at, zone);
    case "sending":
      return "under way";
    case "sent":
      return detail === "" ? "sent" : `sent: ${detail}`;
    case "unknown":
      return `unknown: ${detail}`;
    case "failed":
      return `failed: ${detail}`;
    case "told_before":
      return `already told on ${dayWords(Date.parse(detail), zone)}`;
    case "no_address":
      return detail === "" ? "no address" : `no address: ${detail}`;
    case "unsubscribed":
      return "unsubscribed";
    case "not_set_up":
      return `not set up: ${detail}`;
    case "switched_off":
      return "the automation was switched off";
    case "nobody":
      return "there is nobody of this id any more";
  }
}

function waitWords(wait: SendingStatus["wait"], detail: string, at: number, zone: string): string {
  switch (wait) {
    case "quiet":
      return `waits for ${timeWords(at, detail)} in ${detail} (quiet hours)`;
    case "per_day":
      return `over the limit of ${detail} messages a day to one person: waits until ${momentWords(at, zone)}`;
    case "per_hour":
      return `over the limit of ${detail} an hour: waits until ${momentWords(at, zone)}`;
    case "retry":
      return `failed so far: ${detail}; tried again at ${momentWords(at, zone)}`;
    case null:
      return "about to be sent";
  }
}

const format = (ms: number, timeZone: string, options: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat("en-GB", { ...options, timeZone, hourCycle: "h23" }).format(ms);

const timeWords = (ms: number, zone: string): string => format(ms, zone, { hour: "2-digit", minute: "2-digit" });

/** `21 November 2026` */
export const dayWords = (ms: number, zone: string): string =>
  format(ms, zone, { day: "numeric", month: "long", year: "numeric" });

/** `21 November 2026, 08:00 in Europe/Berlin` */
export const momentWords = (ms: number, zone: string): string =>
  `${dayWords(ms, zone)}, ${timeWords(ms, zone)} in ${zone}`;
