import { NumberInput, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Source } from "#dashboard/api/workspace.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { useChange } from "#dashboard/api/use-change.ts";

/** A week: caches, and apps that people don't update at once. */
const USUAL_OVERLAP_HOURS = 168;
const MOST_HOURS = 8_760;

/** Gives a source a new key; the old one goes on working as long as is chosen. */
export function RotateKey({ source, onClose }: { source: Source; onClose: () => void }) {
  const [hours, setHours] = useState<number | string>(USUAL_OVERLAP_HOURS);
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const isReady = typeof hours === "number" && hours >= 0;
  const rotate = async () => {
    const says = `${source.name} has a new key. Put it into your site or program.`;
    const body = { overlapHours: hours };
    if ((await change([[`/api/sources/${source.id}/rotate`, { method: "POST", body }]], says)) === null) return;
    await client.invalidateQueries({ queryKey: ["sources"] });
    onClose();
  };
  return (
    <Confirm
      title={`A new write key for ${source.name}?`}
      action="Make a new key"
      fault={fault}
      isBusy={isBusy}
      isReady={isReady}
      isGrave={hours === 0}
      onConfirm={() => void rotate()}
      onClose={onClose}
    >
      <Text size="sm">
        Your sites and programs have to use the new key before the old one ends. Events with an ended key are refused.
      </Text>
      <NumberInput
        label="The old key goes on working for (hours)"
        description="168 hours are a week. 0 ends it at once: only if somebody else has got hold of it."
        value={hours}
        onChange={setHours}
        min={0}
        max={MOST_HOURS}
        allowDecimal={false}
        clampBehavior="strict"
        data-autofocus
      />
    </Confirm>
  );
}
