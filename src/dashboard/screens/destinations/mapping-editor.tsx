import { Button, Code, Collapse, Group, Stack, Switch, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { DIRECTIVES } from "#dashboard/screens/destinations/directives.ts";

/** The mapping of a line as JSON, with what can stand in it; null is the action's own. */
export function MappingEditor({
  text,
  fault,
  own,
  onChange,
}: {
  text: string | null;
  fault: string | null;
  /** What the action does by itself. */
  own: unknown;
  onChange: (text: string | null) => void;
}) {
  const [isHelpOpen, setHelpOpen] = useState(false);
  return (
    <Stack gap="xs">
      <Switch
        label="Decide myself what is sent of each event"
        description="As it comes, the destination gets what its makers expect. That is right for nearly everybody."
        checked={text !== null}
        onChange={(event) => onChange(event.currentTarget.checked ? JSON.stringify(own ?? {}, null, 2) : null)}
      />
      {text !== null && (
        <>
          <Textarea
            label="Mapping"
            value={text}
            error={fault}
            autosize
            minRows={6}
            maxRows={22}
            spellCheck={false}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: 12.5 } }}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          <Group>
            <Button
              size="compact-sm"
              variant="subtle"
              aria-expanded={isHelpOpen}
              onClick={() => setHelpOpen(!isHelpOpen)}
            >
              {isHelpOpen ? "Hide what can stand in it" : "What can stand in it"}
            </Button>
          </Group>
          <Collapse expanded={isHelpOpen}>
            {isHelpOpen && (
              <Stack gap="xs" component="dl" m={0}>
                {DIRECTIVES.map(({ example, says }) => (
                  <div key={example}>
                    <dt>
                      <Code style={{ overflowWrap: "anywhere" }}>{example}</Code>
                    </dt>
                    <Text component="dd" size="sm" m={0} mt={2}>
                      {says}
                    </Text>
                  </div>
                ))}
              </Stack>
            )}
          </Collapse>
        </>
      )}
    </Stack>
  );
}
