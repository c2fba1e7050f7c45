import "#dashboard/charts/histogram.css";
import { duration, number } from "#dashboard/report/labels.ts";

/** How often something took how long: bins of equal width, each [from seconds, how many]. */
export function Histogram({
  bins,
  unit: [one, several],
}: {
  bins: readonly (readonly [fromSeconds: number, count: number])[];
  /** What is counted, in words: one, several. */
  unit: readonly [string, string];
}) {
  const most = Math.max(1, ...bins.map(([, count]) => count));
  const total = bins.reduce((sum, [, count]) => sum + count, 0);
  const width = (bins[1]?.[0] ?? 0) - (bins[0]?.[0] ?? 0);
  return (
    <div className="scroll-x" role="group" aria-label="How long it took" tabIndex={0}>
      <ol className="histogram">
        {bins.map(([from, count]) => {
          const time = width > 0 ? `${duration(from)} – ${duration(from + width)}` : duration(from);
          const part = total === 0 ? 0 : (100 * count) / total;
          return (
            <li key={from} title={`${time}: ${number(count)} ${count === 1 ? one : several}`}>
              <span className="histogram-count number">{number(count)}</span>
              <span className="histogram-bar" style={{ height: `${(count / most) * 190}px` }} aria-hidden />
              <span className="histogram-from">{duration(from)}</span>
              <span className="visually-hidden">
                {time}: {part.toFixed(1)}% of {several}
              </span>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
