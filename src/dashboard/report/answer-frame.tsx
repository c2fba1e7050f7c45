import { Alert, Button, Group, Progress, Text } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import type { AnswerMeta } from "#core/answer.ts";
import type { Asking } from "#dashboard/api/answer.ts";
import { ApiProblem } from "#dashboard/api/client.ts";
import { IconAlertTriangle, IconRefresh } from "#dashboard/icons.ts";
import { ago } from "#dashboard/report/labels.ts";
import { useNow } from "#dashboard/report/use-now.ts";

const CANCEL_AFTER_MS = 3_000;

/**
 * Everything an answer's surroundings say: that it is on its way (over the last one, never instead of it), how old it is,
 * in which zone, what it left out, and what went wrong with what to do about it. `skeleton` has the final layout.
 */
export function AnswerFrame<Answer extends { notes?: string[] }>({
  asking,
  skeleton,
  children,
}: {
  asking: Asking<Answer>;
  skeleton: ReactNode;
  children: (answer: Answer & { meta: AnswerMeta }) => ReactNode;
}) {
  const { answer, error, isAsking, isOld } = asking;
  const isSlow = useIsSlow(isAsking);
  return (
    <div aria-busy={isAsking}>
      <div style={{ height: 3 }}>
        {isAsking && <Progress value={100} animated size={3} radius={0} aria-label="The answer is on its way" />}
      </div>
      {isSlow && (
        <Group px="md" pt="xs" gap="xs">
          <Text size="sm" c="dimmed">
            This takes a moment.
          </Text>
          <Button size="compact-sm" variant="default" onClick={asking.cancel}>
            Cancel
          </Button>
        </Group>
      )}
      {error !== null && !isAsking && <Trouble error={error} again={asking.again} />}
      {answer === null && error === null && skeleton}
      {answer !== null && (
        <div style={{ opacity: isOld ? 0.55 : 1, transition: "opacity 120ms" }} data-old={isOld}>
          {answer.notes?.map((note) => (
            <Alert key={note} m="md" mb={0} color="yellow" variant="light" icon={<IconAlertTriangle size={18} />}>
              {note}
            </Alert>
          ))}
          {children(answer)}
          <Footer meta={answer.meta} asking={asking} />
        </div>
      )}
    </div>
  );
}

/** What went wrong, in the server's own words, and a way on. */
export function Trouble({ error, again }: { error: Error; again: () => void }) {
  const isOurs = !(error instanceof ApiProblem) || error.status >= 500 || error.status === 0;
  return (
    <Alert
      m="md"
      color={isOurs ? "red" : "yellow"}
      variant="light"
      role="alert"
      icon={<IconAlertTriangle size={18} />}
      title={isOurs ? "The answer did not come" : "This can't be answered yet"}
    >
      <Group justify="space-between" align="flex-end" gap="sm">
        <Text size="sm">{error.message}</Text>
        <Button size="compact-sm" variant="default" leftSection={<IconRefresh size={14} />} onClick={again}>
          Try again
        </Button>
      </Group>
    </Alert>
  );
}

function Footer<Answer>({ meta, asking }: { meta: AnswerMeta; asking: Asking<Answer> }) {
  const now = useNow(5_000);
  return (
    <Group px="md" pb="sm" gap="xs" justify="space-between">
      <Text size="xs" c="dimmed">
        Times in {meta.timezone} · {meta.exact ? "exact" : "estimated"}
        {meta.settling && " · some people are being joined, numbers may move"}
        {meta.incomplete.length > 0 && " · the last bucket isn't over yet"}
      </Text>
      <Group gap={6}>
        <Text size="xs" c="dimmed">
          Updated {ago(asking.answeredAt, now)} · took {meta.ms} ms
        </Text>
        <Button size="compact-xs" variant="subtle" onClick={asking.again}>
          Refresh
        </Button>
      </Group>
    </Group>
  );
}

function useIsSlow(isAsking: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isAsking) return;
    const timer = setTimeout(() => setSlow(true), CANCEL_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isAsking]);
  return isSlow;
}
