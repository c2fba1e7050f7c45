import { Button, Checkbox, Code, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Permission } from "#core/access.ts";
import { useMe } from "#dashboard/api/me.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { CopyText } from "#dashboard/controls/code-block.tsx";
import { PERMISSION_CHOICES } from "#dashboard/screens/settings/role-words.ts";

const DAY_MS = 86_400_000;
const ENDS = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "", label: "Never" },
];

/** Makes a token of what oneself may do at most, and shows it this once. */
export function NewToken({ onMade }: { onMade: () => void }) {
  const mine = useMe().data?.permissions ?? [];
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<string[]>(["read"]);
  const [days, setDays] = useState("90");
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const { change, fault, isBusy } = useChange();
  const make = async () => {
    const expiresAt = days === "" ? null : new Date(Date.now() + Number(days) * DAY_MS).toISOString();
    const body = { name, permissions: chosen as Permission[], expiresAt };
    const answers = await change<{ name: string; token: string }>([["/api/tokens", { method: "POST", body }]]);
    if (!answers?.[0]) return;
    setMade(answers[0]);
    setName("");
    onMade();
  };
  return (
    <Stack gap="sm" mb="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void make();
        }}
      >
        <Stack gap="sm">
          <Group align="flex-end" gap="xs">
            <TextInput
              label="What is it for?"
              placeholder="Nightly export…"
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              maxLength={100}
              error={fault}
              style={{ flex: "1 1 220px" }}
              maw={360}
            />
            <Select
              label="It ends"
              w={140}
              allowDeselect={false}
              data={ENDS}
              value={days}
              onChange={(next) => setDays(next ?? "90")}
            />
          </Group>
          <Checkbox.Group label="What it may do" value={chosen} onChange={setChosen}>
            <Stack gap={6} mt={6}>
              {PERMISSION_CHOICES.filter(({ value }) => mine.includes(value)).map(({ value, says }) => (
                <Checkbox key={value} value={value} label={says} size="sm" />
              ))}
            </Stack>
          </Checkbox.Group>
          <Button
            type="submit"
            loading={isBusy}
            disabled={name.trim() === "" || chosen.length === 0}
            style={{ alignSelf: "flex-start" }}
          >
            Make a token
          </Button>
        </Stack>
      </form>
      <div aria-live="polite">
        {made !== null && (
          <Stack gap="xs" p="md" style={{ background: "var(--soft)", borderRadius: "var(--mantine-radius-md)" }}>
            <Text size="sm" fw={600}>
              The token of {made.name}. Copy it now: it is never shown again.
            </Text>
            <Group gap="xs" wrap="nowrap">
              <Code fz={12.5} style={{ minWidth: 0, overflowWrap: "anywhere" }} data-token>
                {made.token}
              </Code>
              <CopyText text={made.token} what={`token of ${made.name}`} />
            </Group>
            <Button
              size="compact-sm"
              variant="subtle"
              onClick={() => setMade(null)}
              style={{ alignSelf: "flex-start" }}
            >
              I have it
            </Button>
          </Stack>
        )}
      </div>
    </Stack>
  );
}
