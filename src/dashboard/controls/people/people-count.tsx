import "#dashboard/controls/people/people.css";
import { Group, Text } from "@mantine/core";
import type { CohortAnswer } from "#core/answer.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { number, percent } from "#dashboard/report/labels.ts";
import { EVERYBODY } from "#dashboard/controls/people/people-question.ts";

/** How many people that is, of how many there are; said again whenever it changes. */
export function PeopleCount({ count, isOld }: { count: number; isOld: boolean }) {
  const everybody = useAnswer<CohortAnswer>(EVERYBODY).answer?.base ?? null;
  const all = everybody === null ? null : Math.max(everybody, count);
  const part = all === null || all === 0 ? null : (100 * count) / all;
  return (
    <div style={{ opacity: isOld ? 0.55 : 1, minWidth: 220 }}>
      <Group gap={8} align="baseline" aria-live="polite" aria-atomic>
        <Text span fz={28} fw={700} lh={1.1} className="number" data-people-count={count}>
          {number(count)}
        </Text>
        <Text span size="sm" c="dimmed" className="number">
          {all === null ? (count === 1 ? "person" : "people") : `of ${number(all)} people`}
          {part !== null && ` · ${percent(Math.round(part * 10) / 10)}`}
        </Text>
      </Group>
      <div className="people-part" aria-hidden>
        <div style={{ width: `${part ?? 0}%` }} />
      </div>
    </div>
  );
}
