/** Dates as they are shown, in the zone of the workspace. */
export function times(zone: string) {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(undefined, { timeZone: zone, ...options });
  const full = format({ dateStyle: "medium", timeStyle: "medium" });
  const short = format({ dateStyle: "medium" });
  const day = format({ weekday: "long", year: "numeric", month: "long", day: "numeric" });
  const clock = format({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const minute = format({ hour: "2-digit", minute: "2-digit" });
  return {
    full: (iso: string) => full.format(new Date(iso)),
    /** Without the time. */
    short: (iso: string) => short.format(new Date(iso)),
    day: (iso: string) => day.format(new Date(iso)),
    clock: (iso: string) => clock.format(new Date(iso)),
    minute: (iso: string) => minute.format(new Date(iso)),
  };
}
export type Times = ReturnType<typeof times>;
