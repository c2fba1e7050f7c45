import type { FunnelCell } from "#core/question/funnel.ts";
import { stepName } from "#core/report/step-name.ts";
import { bucketName, groupName } from "#dashboard/report/labels.ts";
import type { FunnelAsked } from "#dashboard/screens/funnels/question.ts";

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
