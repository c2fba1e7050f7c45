import { Text } from "@mantine/core";
import type { PersonProfile } from "#dashboard/api/person.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { displayName } from "#dashboard/report/display-name.ts";
import { useChange } from "#dashboard/api/use-change.ts";

/** Stops taking what comes of somebody's ids, or takes that back. What is stored stays. */
export function Suppress({
  person,
  lifts,
  onClose,
}: {
  person: PersonProfile;
  /** Take it again. */
  lifts: boolean;
  onClose: () => void;
}) {
  const { change, fault, isBusy } = useChange();
  const name = displayName(person);
  const confirm = async () => {
    const done = await change(
      person.ids.map(({ id }) =>
        lifts
          ? [`/api/suppressions/${encodeURIComponent(id)}`, { method: "DELETE" }]
          : ["/api/suppressions", { method: "POST", body: { id } }],
      ),
      lifts ? `Events of ${name} are taken again.` : `Nothing more is taken of ${name}.`,
    );
    if (done !== null) onClose();
  };
  return (
    <Confirm
      title={lifts ? `Collect from ${name} again?` : `Stop collecting from ${name}?`}
      action={lifts ? "Collect again" : "Stop collecting"}
      fault={fault}
      isBusy={isBusy}
      onClose={onClose}
      onConfirm={() => void confirm()}
    >
      <Text size="sm">
        {lifts
          ? "What comes of their ids is stored again. What was dropped meanwhile is gone."
          : "What comes of any of their ids from now on is dropped. What is stored stays: to remove that too, erase them."}
      </Text>
    </Confirm>
  );
}
