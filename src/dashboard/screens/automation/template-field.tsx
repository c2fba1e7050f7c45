import { ActionIcon, Menu, ScrollArea, Textarea, TextInput, Tooltip } from "@mantine/core";
import { useRef } from "react";
import { IconBraces } from "#dashboard/icons.ts";
import { inserted, type Variable } from "#dashboard/screens/automation/variables.ts";

/** A text with the person's properties in it: what can be put in is a click away, at the cursor. */
export function TemplateField({
  label,
  description,
  placeholder,
  value,
  variables,
  isLong = false,
  maxLength,
  required = true,
  onChange,
}: {
  label: string;
  description?: string;
  placeholder?: string;
  value: string;
  variables: readonly Variable[];
  isLong?: boolean;
  maxLength: number;
  required?: boolean;
  onChange: (text: string) => void;
}) {
  const field = useRef<(HTMLInputElement & HTMLTextAreaElement) | null>(null);
  const insert = (put: string) => {
    const element = field.current;
    const end = value.length;
    const next = inserted(value, put, element?.selectionStart ?? end, element?.selectionEnd ?? end);
    onChange(next.text);
    // After the new text is in the field, or the browser puts the cursor at its end.
    setTimeout(() => {
      element?.focus();
      element?.setSelectionRange(next.cursor, next.cursor);
    });
  };
  const about = {
    label,
    value,
    maxLength,
    required,
    ...(description !== undefined && { description }),
    ...(placeholder !== undefined && { placeholder }),
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
    ...(variables.length > 0 && { rightSection: <Insert of={label} variables={variables} onInsert={insert} /> }),
  };
  return isLong ? (
    <Textarea
      ref={field}
      {...about}
      autosize
      minRows={8}
      maxRows={24}
      rightSectionProps={{ style: { alignItems: "flex-start", paddingTop: 4 } }}
    />
  ) : (
    <TextInput ref={field} {...about} />
  );
}

function Insert({
  of,
  variables,
  onInsert,
}: {
  of: string;
  variables: readonly Variable[];
  onInsert: (text: string) => void;
}) {
  const groups = [...new Set(variables.map(({ group }) => group))];
  return (
    <Menu position="bottom-end" returnFocus={false}>
      <Menu.Target>
        <Tooltip label="Put in something that is known">
          <ActionIcon variant="subtle" size={28} aria-label={`Put something known into: ${of}`}>
            <IconBraces size={16} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <ScrollArea.Autosize mah={320} type="auto">
          {groups.map((group) => (
            <div key={group}>
              <Menu.Label>{group}</Menu.Label>
              {variables
                .filter((one) => one.group === group)
                .map(({ name, text }) => (
                  <Menu.Item key={text} onClick={() => onInsert(text)}>
                    {name}
                  </Menu.Item>
                ))}
            </div>
          ))}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
