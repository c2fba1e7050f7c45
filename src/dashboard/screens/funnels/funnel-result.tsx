import type { AnswerMeta, FunnelAnswer } from "#core/answer.ts";
import type { FunnelCell } from "#core/question/funnel.ts";
import type { FunnelAsked } from "#dashboard/screens/funnels/question.ts";
import { ConvertView } from "#dashboard/screens/funnels/convert-view.tsx";
import { StepsView } from "#dashboard/screens/funnels/steps-view.tsx";
import { TrendView } from "#dashboard/screens/funnels/trend-view.tsx";
import type { Interval } from "#dashboard/screens/segmentation/question.ts";
import { NoEvents } from "#dashboard/shell/no-events.tsx";

export interface FunnelShown {
  answer: FunnelAnswer & { meta: AnswerMeta };
  /** Everybody, also where the answer is in groups; null while that is on its way. */
  whole: FunnelAnswer | null;
  question: FunnelAsked;
  onNumber: (cell: FunnelCell) => void;
}

/** A funnel's answer in the view that was asked for. A view's own answer may still be on its way: then there is nothing. */
export function FunnelResult({
  group,
  onGroup,
  onInterval,
  ...shown
}: FunnelShown & {
  group: string | null;
  onGroup: (group: string | null) => void;
  onInterval: (interval: Interval) => void;
}) {
  const { answer, whole, question } = shown;
  const entered = (whole?.steps ?? Object.values(answer.breakdown ?? {})[0])?.[0]?.count;
  if (entered === 0) return <NoEvents />;
  if (question.view === "trend") return <TrendView {...shown} onInterval={onInterval} />;
  if (question.view === "timeToConvert") return <ConvertView {...shown} group={group} onGroup={onGroup} />;
  return <StepsView {...shown} />;
}
