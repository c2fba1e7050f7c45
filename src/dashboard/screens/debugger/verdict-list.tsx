import { Badge, Button, Group, Skeleton, Stack, Text } from "@mantine/core";
import { Link } from "wouter";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { number } from "#dashboard/report/labels.ts";
import { isIntended } from "#dashboard/screens/debugger/advice.ts";
import type { Verdict } from "#dashboard/screens/debugger/verdict.ts";
import { useTimes } from "#dashboard/report/use-times.ts";

/** What came, newest first. New lines wait behind a button, so that nothing moves while it is read. */
export function VerdictList({
  rows,
  waiting,
  isReady,
  isPaused,
  isNarrow,
  error,
  again,
  nameOf,
  onOpen,
  onLetIn,
  onWiden,
  onMore,
}: {
  rows: readonly Verdict[];
  waiting: number;
  isReady: boolean;
  isPaused: boolean;
  isNarrow: boolean;
  error: Error | null;
  again: () => void;
  nameOf: (source: number) => string;
  onOpen: (verdict: Verdict) => void;
  onLetIn: () => void;
  onWiden: () => void;
  onMore: (() => void) | null;
}) {
  return (
    <>
      <Group px="md" pb="sm" justify="space-between" mih={40}>
        <div aria-live="polite">
          {waiting > 0 ? (
            <Button size="compact-md" variant="light" onClick={onLetIn}>
              {number(waiting)} new
            </Button>
          ) : (
            <Text size="sm" c="dimmed">
              {isPaused ? "Paused. What comes meanwhile is not lost." : "Looking every 3 seconds"}
            </Text>
          )}
        </div>
        <Text size="sm" c="dimmed">
          {number(rows.length)} shown
        </Text>
      </Group>
      {error !== null && <Trouble error={error} again={again} />}
      {!isReady && error === null && (
        <Stack gap={8} p="md" aria-label="Loading">
          {Array.from({ length: 10 }, (_, at) => (
            <Skeleton key={at} height={34} />
          ))}
        </Stack>
      )}
      {isReady && rows.length === 0 && error === null && <Nothing isNarrow={isNarrow} onWiden={onWiden} />}
      <ul className="verdicts">
        {rows.map((verdict) => (
          <li key={verdict.key}>
            <Line verdict={verdict} source={nameOf(verdict.source)} onOpen={() => onOpen(verdict)} />
          </li>
        ))}
      </ul>
      {onMore !== null && rows.length > 0 && (
        <Group justify="center" p="md" style={{ borderTop: "1px solid var(--line)" }}>
          <Button variant="default" onClick={onMore}>
            Show older ones
          </Button>
        </Group>
      )}
    </>
  );
}

function Line({ verdict, source, onOpen }: { verdict: Verdict; source: string; onOpen: () => void }) {
  const times = useTimes();
  const at = new Date(verdict.at).toISOString();
  return (
    <button type="button" className="verdict" data-key={verdict.key} onClick={onOpen}>
      <time className="number verdict-quiet" dateTime={at} title={times.full(at)}>
        {times.clock(at)}
      </time>
      <span>
        <VerdictBadge verdict={verdict} />
      </span>
      <span style={{ fontWeight: 600 }}>{verdict.title}</span>
      <span className="verdict-quiet">{source}</span>
      <span className="verdict-quiet">{verdict.about}</span>
    </button>
  );
}

/** In colours on which white can be read in both schemes. */
export function VerdictBadge({ verdict }: { verdict: Verdict }) {
  if (verdict.kind === "refused")
    return isIntended(verdict.sample.reason) ? (
      <Badge color="gray.7" variant="filled">
        Left out
      </Badge>
    ) : (
      <Badge color="#b02525" variant="filled">
        Refused
      </Badge>
    );
  return verdict.event.bot === null ? (
    <Badge color="#1b6e37" variant="filled">
      Stored
    </Badge>
  ) : (
    <Badge color="gray.7" variant="filled">
      Bot
    </Badge>
  );
}

function Nothing({ isNarrow, onWiden }: { isNarrow: boolean; onWiden: () => void }) {
  return (
    <Stack align="center" p="xl" gap="sm">
      <Text fw={600}>{isNarrow ? "Nothing like this among the newest" : "Nothing has come yet"}</Text>
      <Text size="sm" c="dimmed" ta="center" maw={460}>
        {isNarrow
          ? "It appears here by itself as soon as something comes. Or take the filters away."
          : "Install the snippet of a source, or send one event with curl. It appears here by itself."}
      </Text>
      {isNarrow ? (
        <Button variant="light" onClick={onWiden}>
          Show everything
        </Button>
      ) : (
        <Button variant="light" component={Link} href="/sources">
          Open Sources
        </Button>
      )}
    </Stack>
  );
}
