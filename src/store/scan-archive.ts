import type { Archive } from "#core/archive.ts";
import type { Position, Scan, ScanRange, Window } from "#store/scan.ts";

/** The same scan over the database and over facts that were moved to R2, as one list. */
export function withArchive(
  scan: Scan,
  archive: Archive,
  { sourceId }: ScanRange,
  actorIds: readonly number[] | null,
): Scan {
  const actors = actorIds && new Set(actorIds);
  // A window is read in several pages: the facts of the last one are kept until another is asked for.
  let known: { window: Window; positions: Position[] } | null = null;
  const archived = async (window: Window, before: Position): Promise<Position[]> => {
    if (known?.window === window) return known.positions;
    const asked = {
      from: window.from,
      to: before.ts,
      nameIds: new Set(window.nameIds),
      hours: new Set(window.hours),
    };
    const positions: Position[] = [];
    for await (const chunk of archive.facts(asked)) {
      const [times, seqs] = [chunk.column("ts"), chunk.column("seq")];
      const [sources, who] = [chunk.column("source_id"), chunk.column("actor_id")];
      for (let at = 0; at < chunk.size; at += 1) {
        const ts = Number(times[at]);
        if (ts < window.from || (sourceId !== null && sources[at] !== sourceId)) continue;
        if (actors && !actors.has(Number(who[at] ?? 0))) continue;
        positions.push({ ts, seq: Number(seqs[at]) });
      }
    }
    positions.sort(newestFirst);
    known = { window, positions };
    return positions;
  };
  return {
    window: (to, want) => scan.window(to, want),
    async facts(window, before, limit) {
      const here = await scan.facts(window, before, limit);
      const there = await archived(window, before);
      if (there.length === 0) return here;
      const left = there.filter(({ ts, seq }) => ts < before.ts || (ts === before.ts && seq < before.seq));
      return [...here, ...left].toSorted(newestFirst).slice(0, limit);
    },
  };
}

const newestFirst = (a: Position, b: Position): number => b.ts - a.ts || b.seq - a.seq;
