import { Text, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { listsPath } from "#dashboard/api/lists.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { SecretInput } from "#dashboard/controls/secret-input.tsx";

const NOTHING = { name: "", url: "", secret: "", traits: "" };

/** Asks where a list is to be kept in step. */
export function NewList({ audience, onClose }: { audience: number; onClose: () => void }) {
  const [given, setGiven] = useState(NOTHING);
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const set = (part: Partial<typeof NOTHING>) => setGiven({ ...given, ...part });
  const add = async () => {
    const traits = given.traits
      .split(",")
      .map((one) => one.trim())
      .filter((one) => one !== "");
    const made = await change([[listsPath(audience), { method: "POST", body: { ...given, traits } }]]);
    if (made === null) return;
    onClose();
    await client.invalidateQueries({ queryKey: ["audiences", audience, "syncs"] });
  };
  return (
    <Confirm
      title="Keep a list in step"
      action="Send everybody"
      fault={fault}
      isBusy={isBusy}
      isReady={given.name.trim() !== "" && given.url.trim() !== ""}
      onConfirm={() => void add()}
      onClose={onClose}
    >
      <Text size="sm">
        It gets everybody in the audience now, and then each who enters or leaves, as Mixpanel’s cohort webhook sends
        them: with their ids, name, e-mail and phone.
      </Text>
      <TextInput
        label="Name"
        required
        data-autofocus
        value={given.name}
        onChange={(event) => set({ name: event.currentTarget.value })}
      />
      <TextInput
        label="Address"
        required
        type="url"
        placeholder="https://example.com/lists/1"
        value={given.url}
        onChange={(event) => set({ url: event.currentTarget.value })}
      />
      <SecretInput
        label="Signing secret"
        description="whsec_ and base64, as Standard Webhooks have it; empty: not signed."
        required={false}
        isSet={false}
        value={given.secret}
        onChange={(secret) => set({ secret })}
      />
      <TextInput
        label="Traits to send"
        description="Names, separated by commas."
        value={given.traits}
        onChange={(event) => set({ traits: event.currentTarget.value })}
      />
    </Confirm>
  );
}
