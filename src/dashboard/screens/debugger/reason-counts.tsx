import { Group, Text, UnstyledButton } from "@mantine/core";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { number } from "#dashboard/report/labels.ts";
import { isIntended } from "#dashboard/screens/debugger/advice.ts";

/** What was refused within the last 24 hours, by reason; each narrows the list to itself. */
export function ReasonCounts({
  counts,
  reasons,
  chosen,
  onChoose,
}: {
  counts: [reason: string, count: number][] | undefined;
  reasons: Record<string, string>;
  chosen: string | null;
  onChoose: (reason: string | null) => void;
}) {
  return (
    <section
      className="card"
      aria-label="Refused in the last 24 hours"
      style={{ padding: "12px 16px", marginBottom: 16 }}
    >
      <Text fw={600} size="sm" mb={counts?.length === 0 ? 0 : 8}>
        Refused in the last 24 hours
      </Text>
      {counts === undefined && <Waiting height={34} />}
      {counts?.length === 0 && (
        <Text size="sm" c="var(--better)">
          Nothing. Every event that came was stored.
        </Text>
      )}
      <Group gap={8}>
        {counts?.map(([reason, count]) => (
          <UnstyledButton
            key={reason}
            aria-pressed={chosen === reason}
            data-reason={reason}
            onClick={() => onChoose(chosen === reason ? null : reason)}
            px={12}
            mih={36}
            fz="sm"
            style={{
              border: `1px solid ${chosen === reason ? "var(--bar)" : "var(--line)"}`,
              background: chosen === reason ? "var(--soft)" : "transparent",
              borderRadius: 18,
            }}
          >
            <strong className="number" style={{ color: isIntended(reason) ? "inherit" : "var(--worse)" }}>
              {number(count)}
            </strong>{" "}
            {reasons[reason] ?? reason}
          </UnstyledButton>
        ))}
      </Group>
    </section>
  );
}
