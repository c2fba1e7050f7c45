import { useEffect, useState } from "react";
import type { Condition } from "#core/question.ts";
import { conditionOf, type Group, groupOf } from "#dashboard/controls/people/rules.ts";

const PAUSE_MS = 400;

/**
 * The rules while somebody works on them: what is whole of them goes to `onChange` once there was a pause. Whatever else
 * changes the condition meanwhile (back, a template) wins over what was typed.
 */
export function useEdited(where: Condition, onChange: (where: Condition) => void) {
  const text = JSON.stringify(where);
  const [edited, setEdited] = useState<{ group: Group; from: string } | null>(null);
  const made = edited === null ? text : JSON.stringify(conditionOf(edited.group));
  const isCurrent = edited !== null && (edited.from === text || made === text);
  const isWaiting = isCurrent && made !== text;
  useEffect(() => {
    if (!isCurrent || edited.from === made) return;
    if (!isWaiting) return setEdited({ group: edited.group, from: made });
    const timer = setTimeout(() => onChange(JSON.parse(made) as Condition), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [edited, isCurrent, isWaiting, made, onChange]);
  return {
    group: isCurrent ? edited.group : groupOf(where),
    edit: (group: Group) => setEdited({ group, from: text }),
    isWaiting,
  };
}
