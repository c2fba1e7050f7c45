import { NumberInput, Select, Switch, TextInput } from "@mantine/core";
import type { FormField } from "#dashboard/api/destinations.ts";
import { SecretInput } from "#dashboard/controls/secret-input.tsx";
import { type FormValues, kindOf } from "#dashboard/screens/destinations/settings-values.ts";
import { Words } from "#dashboard/screens/destinations/words.tsx";

/** The form of a destination's settings. Secrets can be set and replaced, never read. */
export function SettingsFields({
  fields,
  values,
  secretsSet,
  onChange,
}: {
  fields: readonly FormField[];
  values: FormValues;
  secretsSet: readonly string[];
  onChange: (values: FormValues) => void;
}) {
  return fields.map((field) => (
    <Field
      key={field.name}
      field={field}
      value={values[field.name] ?? ""}
      isSet={secretsSet.includes(field.name)}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
    />
  ));
}

function Field({
  field,
  value,
  isSet,
  onChange,
}: {
  field: FormField;
  value: string | boolean;
  isSet: boolean;
  onChange: (value: string | boolean) => void;
}) {
  const kind = kindOf(field);
  const about = {
    label: field.title,
    description: <Words text={field.description} />,
    required: field.required && !isSet,
  };
  if (kind === "switch") {
    return (
      <Switch
        label={about.label}
        description={about.description}
        checked={value === true}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  const text = String(value);
  if (field.secret)
    return <SecretInput {...about} required={field.required} value={text} isSet={isSet} onChange={onChange} />;
  if (kind === "choice") {
    return (
      <Select
        {...about}
        data={(field.schema["enum"] as unknown[]).map(String)}
        value={text === "" ? null : text}
        clearable={!field.required}
        onChange={(chosen) => onChange(chosen ?? "")}
      />
    );
  }
  if (kind === "number") {
    return <NumberInput {...about} hideControls value={text} onChange={(next) => onChange(String(next))} />;
  }
  return (
    <TextInput
      {...about}
      value={text}
      spellCheck={false}
      autoComplete="off"
      inputMode={field.schema["format"] === "uri" ? "url" : "text"}
      placeholder={field.schema["format"] === "uri" ? "https://" : ""}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
