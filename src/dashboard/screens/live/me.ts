import type { LiveRow } from "#dashboard/screens/live/messages.ts";

const KEY = "headwater.me";

/** Who the reader is among the visitors, as they said on this browser; null: they didn't. */
export const rememberedMe = (): string | null => localStorage.getItem(KEY);
export const rememberMe = (person: string): void => localStorage.setItem(KEY, person);

/** The browsers of a user agent as the feed names them; the first that fits. */
const BROWSERS: [sign: RegExp, name: RegExp][] = [
  [/Edg\//, /edge/i],
  [/OPR\//, /opera/i],
  [/Firefox\//, /firefox/i],
  [/Chrome\//, /chrom/i],
  [/Safari\//, /safari/i],
];
const SYSTEMS: [sign: RegExp, name: RegExp][] = [
  [/Android/, /android/i],
  [/iPhone|iPad/, /ios/i],
  [/Windows/, /windows/i],
  [/Mac OS X/, /macos/i],
  [/CrOS/, /chrome ?os/i],
  [/Linux/, /linux|ubuntu/i],
];

const nameFor = (list: [sign: RegExp, name: RegExp][], agent: string): RegExp | undefined =>
  list.find(([sign]) => sign.test(agent))?.[1];

/** Visitors of the list whose browser and system are this one's: one of them may be the reader. Newest first. */
export function couldBeMe(rows: readonly LiveRow[], agent: string, most = 6): (LiveRow & { person: string })[] {
  const browser = nameFor(BROWSERS, agent);
  const system = nameFor(SYSTEMS, agent);
  const found = new Map<string, LiveRow & { person: string }>();
  for (const row of rows) {
    const { person } = row;
    if (found.size === most) break;
    if (person === null || found.has(person)) continue;
    if (browser?.test(row.browser ?? "") && system?.test(row.os ?? "")) found.set(person, { ...row, person });
  }
  return [...found.values()];
}
