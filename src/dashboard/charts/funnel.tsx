import "#dashboard/charts/funnel.css";
import type { FunnelStep } from "#core/answer.ts";
import { partStyle } from "#dashboard/charts/heat.ts";
import { duration, number, percent } from "#dashboard/report/labels.ts";

/**
 * The steps of a funnel as bars of those who reached them, and hatched those who got right before and stopped there. The
 * numbers below are the same buttons as the bars, for the keyboard and where a bar is too thin to hit.
 */
export function FunnelChart({
  steps,
  unit: [one, several],
  onReached,
  onDropped,
}: {
  steps: readonly { name: string; step: FunnelStep }[];
  /** What is counted, in words: one, several. */
  unit: readonly [string, string];
  /** Steps by their place, the first is 0. */
  onReached: (at: number) => void;
  onDropped: (at: number) => void;
}) {
  const counted = (count: number) => `${number(count)} ${count === 1 ? one : several}`;
  return (
    <div className="scroll-x">
      <ol className="funnel-chart" aria-label="Funnel steps">
        {steps.map(({ name, step }, at) => (
          // A step is its place: its event may be there twice.
          // oxlint-disable-next-line no-array-index-key
          <li key={at} data-step={at + 1}>
            <h2 title={name}>
              <span>{at + 1}</span> {name}
            </h2>
            <div className="funnel-track" aria-hidden>
              {step.dropped !== null && step.dropped > 0 && (
                <button
                  type="button"
                  tabIndex={-1}
                  className="funnel-dropped"
                  style={partStyle((steps[at - 1]?.step.percentOfFirst ?? 0) - step.percentOfFirst)}
                  title={`${counted(step.dropped)} stopped before this step`}
                  onClick={() => onDropped(at)}
                />
              )}
              {step.count > 0 && (
                <button
                  type="button"
                  tabIndex={-1}
                  className="funnel-reached"
                  style={partStyle(step.percentOfFirst)}
                  title={`${counted(step.count)} reached this step`}
                  onClick={() => onReached(at)}
                />
              )}
            </div>
            <div className="funnel-numbers">
              <strong className="number">{percent(step.percentOfFirst)}</strong>
              <button
                type="button"
                className="behind"
                aria-label={`${counted(step.count)} reached step ${at + 1}: show the list`}
                onClick={() => onReached(at)}
              >
                {counted(step.count)}
              </button>
              {step.dropped !== null && (
                <>
                  <button
                    type="button"
                    className="behind funnel-stopped"
                    aria-label={`${number(step.dropped)} stopped before step ${at + 1}: show the list`}
                    onClick={() => onDropped(at)}
                  >
                    {number(step.dropped)} stopped
                  </button>
                  <span>{percent(step.percentOfPrevious ?? 0)} of the step before</span>
                </>
              )}
              {step.medianSeconds !== null && (
                <span
                  title={step.avgSeconds === null ? undefined : `On average ${duration(Math.round(step.avgSeconds))}`}
                >
                  Median time {duration(Math.round(step.medianSeconds))}
                </span>
              )}
            </div>
          </li>
        ))}
      </ol>
    </div>
  );
}
