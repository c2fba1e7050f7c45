import { ActionIcon, Menu, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { callText } from "#dashboard/api/client.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { May } from "#dashboard/controls/may.tsx";
import { IconBraces, IconDotsVertical, IconDownload, IconPlus } from "#dashboard/icons.ts";
import { saveFile } from "#dashboard/report/save-file.ts";

const FILES = {
  types: { path: "/api/tracking-plan/types.ts", file: "headwater.d.ts", type: "text/plain" },
  schema: { path: "/api/tracking-plan/schema", file: "tracking-plan.json", type: "application/json" },
};

/** What else can be done with the whole plan. */
export function MoreWithPlan() {
  const [, navigate] = useLocation();
  const [isImporting, setImporting] = useState(false);
  const save = async ({ path, file, type }: (typeof FILES)["types"]) => {
    try {
      saveFile(file, await callText(path), type);
    } catch (error) {
      notifications.show({ color: "red", message: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More with the plan">
            <IconDotsVertical size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <May permission="plan">
            <Menu.Item leftSection={<IconPlus size={16} />} onClick={() => navigate("/plan/event")}>
              Plan an event by hand
            </Menu.Item>
            <Menu.Item leftSection={<IconBraces size={16} />} onClick={() => setImporting(true)}>
              Import a plan …
            </Menu.Item>
            <Menu.Divider />
          </May>
          <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => void save(FILES.types)}>
            Types for TypeScript
          </Menu.Item>
          <Menu.Item leftSection={<IconDownload size={16} />} onClick={() => void save(FILES.schema)}>
            JSON Schema
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isImporting && <Import onClose={() => setImporting(false)} />}
    </>
  );
}

function Import({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [leftOut, setLeftOut] = useState<string[] | null>(null);
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const document = parsed(text);
  const take = async () => {
    const says = "The events are proposed. Accept those that you want.";
    const made = await change<{ drafts: number; leftOut: string[] }>(
      [["/api/tracking-plan/import", { method: "POST", body: document }]],
      says,
    );
    if (!made?.[0]) return;
    await client.invalidateQueries({ queryKey: ["plan"] });
    if (made[0].leftOut.length === 0) onClose();
    else setLeftOut(made[0].leftOut);
  };
  return (
    <Confirm
      title="Import a plan"
      action={leftOut === null ? "Import" : "Import again"}
      isReady={document !== null}
      fault={fault}
      isBusy={isBusy}
      onConfirm={() => void take()}
      onClose={onClose}
    >
      <Textarea
        label="The plan as JSON"
        description="As Segment or RudderStack export it, or our own."
        autosize
        minRows={6}
        maxRows={16}
        value={text}
        error={text.trim() !== "" && document === null && "This is no JSON object."}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {leftOut !== null && (
        <Text size="sm" role="status" style={{ overflowWrap: "anywhere" }}>
          It is in. A plan here can&apos;t say this much, so it was left out: {leftOut.join(", ")}.
        </Text>
      )}
    </Confirm>
  );
}

function parsed(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
