import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type ReactNode, useState } from "react";

/** A secret: it can be set and replaced, never read. */
export function SecretInput({
  label,
  description,
  value,
  isSet,
  required = true,
  onChange,
}: {
  label: string;
  description?: ReactNode;
  value: string;
  /** There is one already. */
  isSet: boolean;
  required?: boolean;
  onChange: (value: string) => void;
}) {
  const [isReplacing, setReplacing] = useState(false);
  const about = { label, description, required: required && !isSet };
  if (isSet && !isReplacing) {
    return (
      <TextInput
        {...about}
        value="Set. It is never shown again."
        readOnly
        rightSectionWidth={96}
        rightSection={
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Replace: ${label}`}
            onClick={() => setReplacing(true)}
          >
            Replace
          </Button>
        }
      />
    );
  }
  return (
    <PasswordInput
      {...about}
      value={value}
      // Browsers would fill in the password of this site.
      autoComplete="new-password"
      placeholder={isSet ? "Empty: the one that is set stays" : ""}
      visibilityToggleButtonProps={{ "aria-label": `Show or hide: ${label}` }}
      data-autofocus={isReplacing || undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
