import { Button, Code, CopyButton, Group, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "#dashboard/icons.ts";

/** Something to paste elsewhere, with what it is and where it goes. */
export function CodeBlock({ title, where, code }: { title: string; where: string; code: string }) {
  return (
    <section aria-label={title}>
      <Group justify="space-between" align="flex-end" mb={6} gap="xs" wrap="nowrap">
        <div>
          <Text fw={600} size="sm">
            {title}
          </Text>
          <Text size="sm" c="dimmed">
            {where}
          </Text>
        </div>
        <CopyText text={code} what={title} />
      </Group>
      <Code block tabIndex={0} fz={12.5} role="region" aria-label={`${title}: code`}>
        {code}
      </Code>
    </section>
  );
}

/** Copies a text; says so on itself. */
export function CopyText({ text, what }: { text: string; what: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button
          size="compact-sm"
          variant="default"
          onClick={copy}
          aria-label={`${copied ? "Copied" : "Copy"}: ${what}`}
          leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          style={{ flex: "none" }}
        >
          {copied ? "Copied" : "Copy"}
        </Button>
      )}
    </CopyButton>
  );
}
