import { Button, Group, TextInput, type TextInputProps } from "@mantine/core";
import type { ReactNode } from "react";

/** A field, and beside it the button that acts on what it holds, once it holds something. */
export function OneFieldForm({
  action,
  isBusy,
  onChange,
  onSubmit,
  children,
  ...field
}: Pick<TextInputProps, "type" | "placeholder" | "maxLength"> & {
  label: string;
  value: string;
  /** What was refused, under the field. */
  error: string | null;
  action: string;
  isBusy: boolean;
  onChange: (value: string) => void;
  onSubmit: () => void;
  /** Further buttons. */
  children?: ReactNode;
}) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      <Group align="flex-end" gap="xs" mb="md">
        <TextInput
          {...field}
          onChange={(event) => onChange(event.currentTarget.value)}
          style={{ flex: "1 1 220px" }}
          maw={360}
        />
        <Button type="submit" loading={isBusy} disabled={field.value.trim() === ""}>
          {action}
        </Button>
        {children}
      </Group>
    </form>
  );
}
