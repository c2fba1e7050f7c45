import "#dashboard/controls/people/people.css";
import { Group, Text } from "@mantine/core";
import type { CohortAnswer } from "#core/answer.ts";
import { useAnswer } from "#dashboard/api/answer.ts";
import { EVERYBODY, partOfEverybody } from "#core/report/everybody.ts";
import { number, rate } from "#dashboard/report/labels.ts";

/** How many people that is, of how many there are; said again whenever it changes. */
export function PeopleCount({ count, isOld }: { count: number; isOld: boolean }) {
  const everybody = useAnswer<CohortAnswer>(EVERYBODY).answer?.base ?? null;
  const { part, words } = partOfEverybody(count, everybody, { number, rate });
  return (
    <div style={{ opacity: isOld ? 0.55 : 1, minWidth: 220 }}>
      <Group gap={8} align="baseline" aria-live="polite" aria-atomic>
        <Text span fz={28} fw={700} lh={1.1} className="number" data-people-count={count}>
          {number(count)}
        </Text>
        <Text span size="sm" c="dimmed" className="number">
          {words}
        </Text>
      </Group>
      <div className="people-part" aria-hidden>
        <div style={{ width: `${(part ?? 0) * 100}%` }} />
      </div>
    </div>
  );
}
