import type { Progress } from "./progress-file.ts";

const number = (value: number): string => value.toLocaleString("en");

/**
 * Says how far a file is, in one line that is written over in a terminal. `share` is how much of the file has been read
 * (0 to 1). Events a second and what is left are by this run alone.
 */
export function createTelling(out: NodeJS.WriteStream, share: () => number, now: () => number) {
  const began = now();
  let first: { events: number; share: number } | null = null;
  return ({ records, events, refused, done }: Progress): void => {
    first ??= { events, share: share() };
    const seconds = Math.max(0.001, (now() - began) / 1_000);
    const gone = share() - first.share;
    const left = gone > 0 ? Math.round(((1 - share()) / gone) * seconds) : null;
    const words = [
      `${Math.floor(share() * 100)} %`,
      `${number(records)} records`,
      `${number(events)} events`,
      `${number(refused)} refused`,
      `${number(Math.round((events - first.events) / seconds))} a second`,
      ...(left === null || done ? [] : [`${number(left)} s left`]),
    ];
    const line = `  ${words.join(", ")}`;
    out.write(out.isTTY ? `\r\u001B[K${line}${done ? "\n" : ""}` : `${line}\n`);
  };
}
