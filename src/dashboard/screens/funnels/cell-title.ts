import type { FunnelCell } from "#core/question/funnel.ts";
import { bucketName, groupName, selectorName } from "#dashboard/report/labels.ts";
import type { FunnelAsked } from "#dashboard/screens/funnels/question.ts";

/** What a step is called; of a funnel in any order no step is a certain event. */
export function stepName({ steps, order }: FunnelAsked, at: number): string {
  if (order === "unordered") return at === 0 ? "Any one of them" : `Any ${at + 1} of them`;
  const step = steps[at];
  return step === undefined ? "" : selectorName(step);
}

/** Whose list a number opens. */
export function cellTitle(question: FunnelAsked, { step, bucket, dropped, breakdown }: FunnelCell): string {
  const group = breakdown === undefined ? "" : ` · ${[breakdown].flat().map(groupName).join(", ")}`;
  if (bucket !== undefined) {
    const name = bucketName(bucket, question.interval ?? "day");
    return `${dropped ? "Did not convert" : "Converted"}, entered ${name}${group}`;
  }
  const at = (step ?? 1) - 1;
  return `${dropped ? "Stopped before" : "Reached"} step ${at + 1}: ${stepName(question, at)}${group}`;
}
