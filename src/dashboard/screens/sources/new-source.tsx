import { Radio, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Source } from "#dashboard/api/workspace.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { useChange } from "#dashboard/api/use-change.ts";

/** Makes a source; `onMade` gets its id. */
export function NewSource({ onMade, onClose }: { onMade: (id: number) => void; onClose: () => void }) {
  const [name, setName] = useState("");
  const [kind, setKind] = useState("public");
  const [writeKey, setWriteKey] = useState("");
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const make = async () => {
    const body = { name, kind, ...(writeKey.trim() !== "" && { writeKey: writeKey.trim() }) };
    const made = await change<Source>([["/api/sources", { method: "POST", body }]]);
    const source = made?.[0];
    if (!source) return;
    await client.invalidateQueries({ queryKey: ["sources"] });
    onMade(source.id);
  };
  return (
    <Confirm
      title="New source"
      action="Make the source"
      fault={fault}
      isBusy={isBusy}
      isReady={name.trim() !== ""}
      onConfirm={() => void make()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        placeholder="Shop, iPhone app, billing server…"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        maxLength={100}
        required
        data-autofocus
      />
      <Radio.Group label="Where do the events come from?" value={kind} onChange={setKind}>
        <Stack gap="xs" mt="xs">
          <Radio
            value="public"
            label="A website or an app"
            description="Its key can be read by anybody who looks, so it can only add events."
          />
          <Radio
            value="secret"
            label="A server of yours"
            description="Its key stays secret. Only such a source may say that two people are one."
          />
        </Stack>
      </Radio.Group>
      <TextInput
        label="Write key you already use"
        description="Optional: moving from Segment or RudderStack, your sites can keep their key."
        value={writeKey}
        onChange={(event) => setWriteKey(event.currentTarget.value)}
        maxLength={100}
      />
    </Confirm>
  );
}
