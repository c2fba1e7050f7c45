import { Text } from "@mantine/core";
import { IconBan, IconCheck, IconClockHour4 } from "#dashboard/icons.ts";
import { ago } from "#dashboard/report/labels.ts";
import { useNow } from "#dashboard/report/use-now.ts";
import { arrivalWords } from "#dashboard/screens/sources/arrival-words.ts";

/** Does a source receive anything? Turns green by itself when the first event is there. */
export function Receiving({ isEnabled, arrivedAt }: { isEnabled: boolean; arrivedAt: number | null | undefined }) {
  const now = useNow(1_000);
  const state = arrivalWords(isEnabled, arrivedAt, now);
  const Icon = state.tone === "good" ? IconCheck : state.tone === "off" ? IconBan : IconClockHour4;
  return (
    <Text
      component="p"
      m={0}
      size="sm"
      fw={state.tone === "good" ? 600 : 500}
      c={state.tone === "good" ? "var(--better)" : "dimmed"}
      style={{ display: "flex", alignItems: "center", gap: 6 }}
    >
      <Icon size={16} aria-hidden="true" />
      {/* What changes every second is not read out; that the first event came is. */}
      <span role="status">{state.says}</span>
      {typeof arrivedAt === "number" && isEnabled && <span className="number">{ago(arrivedAt, now)}</span>}
    </Text>
  );
}
