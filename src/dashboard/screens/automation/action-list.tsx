import { ActionIcon, Button, Group, Menu, Select, Stack } from "@mantine/core";
import { useState } from "react";
import type { Action, Trigger } from "#core/automation.ts";
import { IconPlus, IconX } from "#dashboard/icons.ts";
import { ActionFields } from "#dashboard/screens/automation/action-fields.tsx";
import { actionKind, actionsFor, newAction } from "#dashboard/screens/automation/draft.ts";
import type { Variable } from "#dashboard/screens/automation/variables.ts";

const MOST = 5;

/** What the automation does, one thing after the other. */
export function ActionList({
  when,
  actions,
  variables,
  kept,
  secretsSet,
  onChange,
}: {
  when: Trigger;
  actions: readonly Action[];
  variables: readonly Variable[];
  /** What the server has: its secrets are set, and stay where they are not written anew. */
  kept: readonly Action[];
  /** Places of those that have a secret. */
  secretsSet: readonly number[];
  onChange: (actions: Action[]) => void;
}) {
  const [removals, setRemovals] = useState(0);
  const possible = actionsFor(when);
  /** A secret that isn't written anew stays with the first action of its kind, and so on (docs/automations.md). */
  const isSecretSet = (action: Action): boolean => {
    const kind = actionKind(action);
    const place = actions.filter((one) => actionKind(one) === kind).indexOf(action);
    const before = kept.flatMap((one, at) => (actionKind(one) === kind ? [at] : []))[place];
    return before !== undefined && secretsSet.includes(before);
  };
  const set = (at: number, action: Action) => onChange(actions.map((one, place) => (place === at ? action : one)));
  return (
    <Stack gap="md">
      {actions.map((action, at) => (
        <div
          // Actions have no names of their own; once one is removed, those after it are others in their places.
          // oxlint-disable-next-line no-array-index-key
          key={`${removals} ${at}`}
          role="group"
          aria-label={`Action ${at + 1}`}
          className="automation-action"
        >
          <Group gap="xs" align="flex-end" mb="sm" wrap="nowrap">
            <Select
              label={at === 0 ? "Do this" : "And this"}
              allowDeselect={false}
              style={{ flex: 1 }}
              maw={320}
              data={possible.map(({ value, label }) => ({ value, label }))}
              value={actionKind(action)}
              onChange={(next) => {
                const kind = possible.find(({ value }) => value === next)?.value;
                if (kind !== undefined && kind !== actionKind(action)) set(at, newAction(kind));
              }}
            />
            {actions.length > 1 && (
              <ActionIcon
                size={36}
                variant="subtle"
                color="gray"
                aria-label={`Remove action ${at + 1}`}
                onClick={() => {
                  onChange(actions.filter((_, place) => place !== at));
                  setRemovals(removals + 1);
                }}
              >
                <IconX size={16} />
              </ActionIcon>
            )}
          </Group>
          <ActionFields
            action={action}
            isSecretSet={isSecretSet(action)}
            variables={variables}
            onChange={(next) => set(at, next)}
          />
        </div>
      ))}
      {actions.length < MOST && (
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="light" leftSection={<IconPlus size={16} />} style={{ alignSelf: "flex-start" }}>
              Do something else, too
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {possible.map(({ value, label }) => (
              <Menu.Item key={value} onClick={() => onChange([...actions, newAction(value)])}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </Stack>
  );
}
