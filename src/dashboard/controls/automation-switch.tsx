import { Radio, Stack, Switch, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useAudience } from "#dashboard/api/audiences.ts";
import type { Automation } from "#dashboard/api/automations.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { number } from "#dashboard/report/labels.ts";
import { useMay } from "#dashboard/api/me.ts";

/** On and off. Where people are in the audience already, it asks first whether they are meant, too, and says how many. */
export function AutomationSwitch({ automation, label }: { automation: Automation; label?: string }) {
  const { id, name, when } = automation;
  // One that stopped by itself goes on when it is switched on again.
  const isOn = automation.enabled && automation.stopped === null;
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const [isAsking, setAsking] = useState(false);
  const may = useMay("automate");
  const waitsForEntry = "audience" in when && when.change === "entered";
  const switchTo = async (next: boolean, includePresent = false) => {
    const says = next ? `“${name}” is on.` : `“${name}” is off. Nothing more is sent.`;
    const path = `/api/automations/${id}/${next ? "enable" : "disable"}`;
    const body = next && waitsForEntry ? { includePresent } : {};
    if ((await change([[path, { method: "POST", body }]], says)) === null) return;
    setAsking(false);
    await client.invalidateQueries({ queryKey: ["automations"] });
  };
  return (
    <div>
      <Switch
        size="md"
        {...(label === undefined ? { "aria-label": `Switch on: ${name}` } : { label })}
        checked={isOn}
        disabled={isBusy || !may}
        onChange={(event) => {
          const next = event.currentTarget.checked;
          if (next && waitsForEntry) setAsking(true);
          else void switchTo(next);
        }}
      />
      {!isAsking && fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
      {isAsking && waitsForEntry && (
        <Ask
          automation={automation}
          audience={when.audience}
          fault={fault}
          isBusy={isBusy}
          onConfirm={(includePresent) => void switchTo(true, includePresent)}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  );
}

function Ask({
  automation: { name },
  audience,
  fault,
  isBusy,
  onConfirm,
  onClose,
}: {
  automation: Automation;
  audience: number;
  fault: string | null;
  isBusy: boolean;
  onConfirm: (includePresent: boolean) => void;
  onClose: () => void;
}) {
  const { data } = useAudience(audience);
  const [includePresent, setIncludePresent] = useState(false);
  const present = data === undefined ? "…" : number(data.size);
  const are = data?.size === 1 ? "person who is" : "people who are";
  return (
    <Confirm
      title={`Switch “${name}” on?`}
      action="Switch it on"
      fault={fault}
      isBusy={isBusy}
      onConfirm={() => onConfirm(includePresent)}
      onClose={onClose}
    >
      <Text size="sm">
        Whoever enters “{data?.name ?? "…"}” from now on is meant. What about those who are in it already?
      </Text>
      <Radio.Group
        aria-label="Those who are in it already"
        value={includePresent ? "also" : "not"}
        onChange={(next) => setIncludePresent(next === "also")}
      >
        <Stack gap="xs">
          <Radio value="not" label="Only whoever enters from now on" description="Nothing is sent right now." />
          <Radio
            value="also"
            disabled={data?.size === 0}
            label={`Also the ${present} ${are} in it now`}
            description="Each of them once, within your limits, beginning right away."
          />
        </Stack>
      </Radio.Group>
    </Confirm>
  );
}
