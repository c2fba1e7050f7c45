import * as z from "zod";
import { Misuse } from "./failure.ts";

const Day = z.iso.date();
const Instant = z.iso.datetime({ offset: true });

/** An instant as the API wants it. A day alone is the whole day in UTC: from its first, to its last millisecond. Throws Misuse. */
export function instantIn(option: "from" | "to", text: string | undefined): string {
  if (text === undefined)
    throw new Misuse(`--${option} is missing: a day such as 2026-11-01, or 2026-11-01T08:30:00Z.`);
  if (Day.safeParse(text).success) return `${text}T${option === "from" ? "00:00:00.000" : "23:59:59.999"}Z`;
  if (Instant.safeParse(text).success) return text;
  throw new Misuse(`--${option} ${text} is no time: write a day such as 2026-11-01, or 2026-11-01T08:30:00Z.`);
}
