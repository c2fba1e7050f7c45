import { Button, Group, Text } from "@mantine/core";
import type { Condition } from "#core/question.ts";
import { useEvents } from "#dashboard/api/schema.ts";
import { GroupEditor } from "#dashboard/controls/people/group-editor.tsx";
import { templatesOf } from "#dashboard/controls/people/templates.ts";
import { useEdited } from "#dashboard/controls/people/use-edited.ts";

/** The question, as rules; above it, questions that are asked often. */
export function PeopleBuilder({ where, onChange }: { where: Condition; onChange: (where: Condition) => void }) {
  const { group, edit } = useEdited(where, onChange);
  const templates = templatesOf(useEvents().data?.events ?? []);
  const asked = JSON.stringify(where);
  return (
    <section className="card" aria-label="Question" style={{ padding: 16 }}>
      <Group gap={6} mb="md" role="group" aria-label="Ready-made questions">
        <Text size="sm" c="dimmed" mr={4}>
          Try
        </Text>
        {templates.map((template) => (
          <Button
            key={template.name}
            size="compact-sm"
            variant={JSON.stringify(template.where) === asked ? "filled" : "default"}
            aria-pressed={JSON.stringify(template.where) === asked}
            radius="xl"
            title={`Who ${template.says}`}
            onClick={() => onChange(template.where)}
          >
            {template.name}
          </Button>
        ))}
      </Group>
      <GroupEditor group={group} onChange={edit} />
    </section>
  );
}
