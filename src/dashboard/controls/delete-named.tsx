import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useLocation } from "wouter";
import { useChange } from "#dashboard/api/use-change.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";

/** Asks before one of several is deleted for good, and goes back to the others when it is. */
export function DeleteNamed({
  of,
  id,
  name,
  children,
  onClose,
}: {
  /** What they are called in the API, in addresses and among what was asked. */
  of: "audiences" | "automations";
  id: number;
  name: string;
  /** What goes with it. */
  children: ReactNode;
  onClose: () => void;
}) {
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const remove = async () => {
    const done = await change([[`/api/${of}/${id}`, { method: "DELETE" }]], `“${name}” is deleted.`);
    if (done === null) return;
    navigate(`/${of}`);
    client.removeQueries({ queryKey: [of, id] });
    await client.invalidateQueries({ queryKey: [of] });
  };
  return (
    <Confirm
      title={`Delete “${name}”?`}
      action="Delete it"
      isGrave
      fault={fault}
      isBusy={isBusy}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      {children}
    </Confirm>
  );
}
