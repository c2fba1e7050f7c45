import { Anchor, Stack, Text } from "@mantine/core";
import { Link } from "wouter";
import { type Issue, useViolations } from "#dashboard/api/tracking-plan.ts";
import { Sparkline } from "#dashboard/charts/sparkline.tsx";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { ago, number } from "#dashboard/report/labels.ts";
import { useNow } from "#dashboard/report/use-now.ts";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { daysOf } from "#dashboard/screens/plan/event-list.ts";
import type { PlannedKey } from "#dashboard/screens/plan/planned-key.ts";
import { violationWords } from "#dashboard/screens/plan/words.ts";

/** What was wrong with an event in the last 7 days, with what came. */
export function ViolationList({ event }: { event: PlannedKey }) {
  const { data, error, isPending, refetch } = useViolations(event);
  const now = useNow(60_000);
  return (
    <section className="card" aria-label="What was wrong" style={{ padding: 16 }}>
      <Text component="h2" size="sm" fw={650} mb="xs">
        What was wrong in the last 7 days
      </Text>
      {isPending && <Waiting height={80} />}
      {error !== null && data === undefined && <Trouble error={error} again={() => void refetch()} />}
      {data?.issues.length === 0 && <Text size="sm">Nothing.</Text>}
      <Stack gap="md">
        {data?.issues.map((issue) => (
          <OneIssue key={`${issue.property} ${issue.rule}`} issue={issue} now={now} />
        ))}
      </Stack>
    </section>
  );
}

function OneIssue({ issue, now }: { issue: Issue; now: number }) {
  const { property, rule, count, lastAt, samples } = issue;
  const says = violationWords({ property, rule });
  const known = samples.filter(({ value }) => value !== "");
  return (
    <div data-issue={`${property} ${rule}`} style={{ overflowWrap: "anywhere" }}>
      <Text size="sm" fw={600}>
        {says}
      </Text>
      <Text size="sm" c="dimmed">
        {number(count)} times, last {ago(Date.parse(lastAt), now)}
      </Text>
      <Sparkline data={daysOf([issue], now)} incomplete={1} width={180} height={28} label={`How often: ${says}`} />
      {known.length > 0 && (
        <Text size="sm">
          Such as{" "}
          {known.slice(0, 3).map(({ messageId, value }, at) => (
            <span key={messageId}>
              {at > 0 && ", "}
              <Anchor
                component={Link}
                href={`/debugger?message=${encodeURIComponent(messageId)}`}
                ff="monospace"
                fz="xs"
              >
                {value}
              </Anchor>
            </span>
          ))}
        </Text>
      )}
    </div>
  );
}
