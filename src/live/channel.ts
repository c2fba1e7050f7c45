import { compileLiveFilter, LiveFilter } from "#live/live-filter.ts";
import { encode, encodeEvents } from "#live/protocol.ts";
import { beginSampling, report, sample } from "#live/sampling.ts";
import type { Session } from "#live/session.ts";
import type { Shown } from "#live/timeline.ts";

/** The clients that want exactly the same: what they get is filtered, sampled and serialised once for all of them. */
export interface Channel {
  key: string;
  filter: LiveFilter;
  filterJson: string;
  maxPerSecond: number;
  matches: ReturnType<typeof compileLiveFilter>;
  sampling: ReturnType<typeof beginSampling>;
  sessions: Set<Session>;
}

export const channelKey = (filterJson: string, maxPerSecond: number): string => `${maxPerSecond} ${filterJson}`;

export function openChannel(filterJson: string, maxPerSecond: number, now: number): Channel {
  const filter = LiveFilter.parse(JSON.parse(filterJson));
  return {
    key: channelKey(filterJson, maxPerSecond),
    filter,
    filterJson,
    maxPerSecond,
    matches: compileLiveFilter(filter),
    sampling: beginSampling(maxPerSecond, now),
    sessions: new Set(),
  };
}

/** A message and the number up to which it brings its reader. */
export interface Delivery {
  text: string;
  through: number;
}

/** Rows in one message: a few hundred kilobytes at most. */
export const ROWS_A_MESSAGE = 500;

/** The messages that show new entries, none where none of them is wanted. The last one leads up to the last entry. */
export function compose(
  channel: Channel,
  entries: readonly Shown[],
  cursorAt: (seq: number) => string,
  now: number,
): Delivery[] {
  const wanted = entries.filter(({ event }) => channel.matches(event));
  const { state, show } = sample(channel.sampling, wanted.length, channel.maxPerSecond, now);
  channel.sampling = state;
  const deliveries: Delivery[] = [];
  for (let from = wanted.length - show; from < wanted.length; from += ROWS_A_MESSAGE) {
    const some = wanted.slice(from, from + ROWS_A_MESSAGE);
    const last = from + ROWS_A_MESSAGE >= wanted.length ? entries.at(-1) : some.at(-1);
    const through = last?.seq ?? 0;
    deliveries.push({
      through,
      text: encodeEvents(
        some.map((entry) => entry.row()),
        cursorAt(through),
        false,
      ),
    });
  }
  return deliveries;
}

/** What to say about the rate now, or null. */
export function composeRate(channel: Channel, now: number): string | null {
  const { state, rate } = report(channel.sampling, now);
  channel.sampling = state;
  return rate && encode({ type: "rate", ...rate });
}
