import { Alert, Text } from "@mantine/core";
import type { Audience } from "#dashboard/api/audiences.ts";
import { IconAlertTriangle } from "#dashboard/icons.ts";
import { number } from "#dashboard/report/labels.ts";
import { useTimes } from "#dashboard/report/use-times.ts";

/** What there is to know before the lists: it is on its way, it failed, or when it was last checked. */
export function Situation({ audience }: { audience: Audience }) {
  const times = useTimes();
  const { state, kind, error, computedAt, checkedAt, differences } = audience;
  if (state === "failed") {
    return (
      <Alert
        mb="md"
        color="red"
        variant="light"
        role="alert"
        icon={<IconAlertTriangle size={18} />}
        title="It could not be computed"
      >
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {error ?? "No reason was given."} What you see is as it was before. Change the question, or check it again.
        </Text>
      </Alert>
    );
  }
  if (state === "computing") {
    return (
      <Text size="sm" c="dimmed" mb="md">
        Everybody is being looked at. You can leave this page; it goes on by itself. Nothing is sent to those who are in
        it from the first.
      </Text>
    );
  }
  if (kind === "frozen") {
    return (
      <Text size="sm" c="dimmed" mb="md">
        Those who matched {computedAt === null ? "when it was made" : `on ${times.full(computedAt)}`}. Nobody enters or
        leaves.
      </Text>
    );
  }
  return (
    <Text size="sm" c="dimmed" mb="md">
      Kept up to date with every event.{" "}
      {checkedAt !== null &&
        `Last checked against everything that is stored on ${times.full(checkedAt)}: ${foundWords(differences ?? 0)}.`}
    </Text>
  );
}

const foundWords = (differences: number): string =>
  differences === 0
    ? "nothing differed"
    : `${number(differences)} ${differences === 1 ? "person" : "people"} differed and ${differences === 1 ? "was" : "were"} put right`;
