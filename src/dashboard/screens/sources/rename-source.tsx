import { TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Source } from "#dashboard/api/workspace.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { useChange } from "#dashboard/api/use-change.ts";

export function RenameSource({ source, onClose }: { source: Source; onClose: () => void }) {
  const [name, setName] = useState(source.name);
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const rename = async () => {
    const done = await change([[`/api/sources/${source.id}`, { method: "PATCH", body: { name } }]]);
    if (done === null) return;
    await client.invalidateQueries({ queryKey: ["sources"] });
    onClose();
  };
  return (
    <Confirm
      title="Rename this source"
      action="Rename"
      fault={fault}
      isBusy={isBusy}
      isReady={name.trim() !== ""}
      onConfirm={() => void rename()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={100}
        required
        data-autofocus
      />
    </Confirm>
  );
}
