import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Leaf } from "#dashboard/controls/people/rules.ts";

/** A condition that is more than the builder can show: it holds as it is, and can be read and removed. */
export function ElsewhereRule({ leaf }: { leaf: Leaf }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Stack gap={6} style={{ flex: 1, minWidth: 0 }}>
      <Group gap="xs" mih={36}>
        <Text size="sm">A condition written elsewhere</Text>
        <Button size="compact-sm" variant="default" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? "Hide it" : "Show it"}
        </Button>
      </Group>
      {isOpen && (
        <Code block style={{ maxHeight: 260, overflow: "auto" }} tabIndex={0}>
          {JSON.stringify(leaf, null, 2)}
        </Code>
      )}
    </Stack>
  );
}
