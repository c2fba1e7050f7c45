import { Code, Stack } from "@mantine/core";
import { CopyText } from "#dashboard/controls/code-block.tsx";

/** Text to read and to copy. Never anything but text: it came from outside. */
export function Json({ text, what }: { text: string; what: string }) {
  return (
    <Stack gap="xs" align="stretch">
      <div style={{ alignSelf: "flex-end" }}>
        <CopyText text={text} what={what} />
      </div>
      <Code
        block
        tabIndex={0}
        role="region"
        aria-label={what}
        style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}
      >
        {text}
      </Code>
    </Stack>
  );
}
