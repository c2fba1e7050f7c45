import "#dashboard/controls/people/people.css";
import { ActionIcon, Button, Group, Select, Stack, Text } from "@mantine/core";
import { useRef, useState } from "react";
import type { Behaviour } from "#core/question.ts";
import { IconPlus, IconX } from "#dashboard/icons.ts";
import { ElsewhereRule } from "#dashboard/controls/people/elsewhere-rule.tsx";
import { EventRule } from "#dashboard/controls/people/event-rule.tsx";
import {
  type Group as Rules,
  isShown,
  type Leaf,
  MATCHES,
  MAX_DEPTH,
  type Rule,
} from "#dashboard/controls/people/rules.ts";
import { TraitRule } from "#dashboard/controls/people/trait-rule.tsx";

const NEW_EVENT: Rule = { leaf: { did: { event: "" }, within: { value: 30, unit: "day" } } };
const NEW_TRAIT: Rule = { leaf: { person: "", op: "eq" } };

/** A group of rules, with groups in it: how many must hold, the rules, and what can be added. */
export function GroupEditor({
  group,
  onChange,
  onRemove,
  depth = 1,
}: {
  group: Rules;
  onChange: (group: Rules) => void;
  onRemove?: () => void;
  depth?: number;
}) {
  const { match, rules } = group;
  const [removals, setRemovals] = useState(0);
  const adding = useRef<HTMLDivElement>(null);
  const add = (rule: Rule) => onChange({ match, rules: [...rules, rule] });
  const set = (at: number, rule: Rule) =>
    onChange({ match, rules: rules.map((one, place) => (place === at ? rule : one)) });
  const remove = (at: number) => {
    onChange({ match, rules: rules.filter((_, place) => place !== at) });
    setRemovals(removals + 1);
    adding.current?.querySelector("button")?.focus();
  };
  return (
    <Stack gap={8} role="group" aria-label={depth === 1 ? "Conditions" : "Group of conditions"}>
      <Group gap={6} wrap="nowrap">
        <Text size="sm" fw={600} style={{ flex: "none" }}>
          {depth === 1 ? "People who match" : "Matching"}
        </Text>
        <Select
          size="sm"
          style={{ flex: "0 1 200px" }}
          allowDeselect={false}
          aria-label="How many must hold"
          data={MATCHES}
          value={match}
          onChange={(next) => onChange({ match: MATCHES.find(({ value }) => value === next)?.value ?? "all", rules })}
        />
        {onRemove && (
          <ActionIcon size={36} variant="subtle" color="gray" aria-label="Remove this group" onClick={onRemove}>
            <IconX size={16} />
          </ActionIcon>
        )}
      </Group>
      {rules.map((rule, at) => (
        // Rules have no names of their own; once one is removed, those after it are others in their places.
        <div key={`${removals} ${at}`} className="people-rule">
          {"group" in rule ? (
            <GroupEditor
              group={rule.group}
              depth={depth + 1}
              onChange={(next) => set(at, { group: next })}
              onRemove={() => remove(at)}
            />
          ) : (
            <Group gap={6} align="flex-start" wrap="nowrap">
              <LeafEditor leaf={rule.leaf} onChange={(leaf) => set(at, { leaf })} />
              <ActionIcon
                size={36}
                variant="subtle"
                color="gray"
                aria-label="Remove this condition"
                onClick={() => remove(at)}
              >
                <IconX size={16} />
              </ActionIcon>
            </Group>
          )}
        </div>
      ))}
      <Group gap="xs" ref={adding}>
        <Add label="What they did" onClick={() => add(NEW_EVENT)} />
        <Add label="What is known of them" onClick={() => add(NEW_TRAIT)} />
        {depth < MAX_DEPTH && (
          <Add label="Group" onClick={() => add({ group: { match: "any", rules: [NEW_EVENT] } })} />
        )}
      </Group>
    </Stack>
  );
}

function LeafEditor({ leaf, onChange }: { leaf: Leaf; onChange: (leaf: Leaf) => void }) {
  if ("person" in leaf) return <TraitRule leaf={leaf} onChange={onChange} />;
  if (!isShown(leaf)) return <ElsewhereRule leaf={leaf} />;
  return <EventRule leaf={leaf as Behaviour} onChange={onChange} />;
}

const Add = ({ label, onClick }: { label: string; onClick: () => void }) => (
  <Button size="compact-md" fz="sm" variant="light" leftSection={<IconPlus size={14} />} onClick={onClick}>
    {label}
  </Button>
);
