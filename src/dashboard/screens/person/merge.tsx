import { Text, TextInput } from "@mantine/core";
import { useState } from "react";
import type { PersonProfile } from "#dashboard/api/person.ts";
import { number } from "#dashboard/report/labels.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { displayName } from "#dashboard/report/display-name.ts";
import { useChange } from "#dashboard/api/use-change.ts";

/** Joins somebody with another id: first it is looked up who that is, then asked whether they are one. */
export function Merge({ person, onClose }: { person: PersonProfile; onClose: () => void }) {
  const [id, setId] = useState("");
  const [other, setOther] = useState<PersonProfile | null>(null);
  const { change, refresh, fault, isBusy } = useChange();
  const wanted = id.trim();
  const isSame = other !== null && other.id === person.id;
  const look = async () => {
    const found = await change<PersonProfile>([[`/api/people/${encodeURIComponent(wanted)}`, {}]]);
    setOther(found?.[0] ?? null);
  };
  const join = async (one: PersonProfile) => {
    const body = { ids: [person.id, one.id] };
    const done = await change([["/api/people/merge", { method: "POST", body }]], "They are one person now.");
    if (done === null) return;
    onClose();
    await refresh();
  };
  return (
    <Confirm
      title={`Join ${displayName(person)} with another id`}
      action={other === null || isSame ? "Look up" : "Join them"}
      fault={fault}
      isBusy={isBusy}
      isReady={wanted !== ""}
      onClose={onClose}
      onConfirm={() => void (other === null || isSame ? look() : join(other))}
    >
      <TextInput
        label="The other id"
        description="A user id, or the id of a device"
        value={id}
        data-autofocus
        onChange={(event) => {
          setId(event.currentTarget.value);
          setOther(null);
        }}
        error={isSame ? "This id is theirs already." : null}
      />
      {other !== null && !isSame && (
        <Text size="sm" role="status">
          This is <strong>{displayName(other)}</strong> with {number(other.events)}{" "}
          {other.events === 1 ? "event" : "events"}. Joined, the two are one person in all reports, also for what was
          before. You can take that back here.
        </Text>
      )}
    </Confirm>
  );
}
