import { Stack, TextInput } from "@mantine/core";
import type { Action } from "#core/automation.ts";
import { SecretInput } from "#dashboard/controls/secret-input.tsx";
import { Addresses } from "#dashboard/screens/automation/addresses.tsx";
import { ConnectionFields } from "#dashboard/screens/automation/connection-fields.tsx";
import { DigestFields } from "#dashboard/screens/automation/digest-fields.tsx";
import { TemplateField } from "#dashboard/screens/automation/template-field.tsx";
import { TraitFields } from "#dashboard/screens/automation/trait-fields.tsx";
import type { Variable } from "#dashboard/screens/automation/variables.ts";

/** The fields of one action. */
export function ActionFields({
  action,
  isSecretSet,
  variables,
  onChange,
}: {
  action: Action;
  isSecretSet: boolean;
  variables: readonly Variable[];
  onChange: (action: Action) => void;
}) {
  const text = { variables };
  if ("email" in action) {
    const { subject, body } = action;
    return (
      <Stack gap="sm">
        {action.email === "team" && <Addresses to={action.to} onChange={(to) => onChange({ ...action, to })} />}
        <TemplateField
          {...text}
          label="Subject"
          placeholder={variables.length > 0 ? "Hello {{ person.first_name }}" : ""}
          maxLength={300}
          value={subject}
          onChange={(next) => onChange({ ...action, subject: next })}
        />
        <TemplateField
          {...text}
          label="Text"
          description="Markdown: **bold**, [links](https://…), lists and headings. The layout around it, and the way to unsubscribe, come by themselves."
          maxLength={50_000}
          isLong
          value={body}
          onChange={(next) => onChange({ ...action, body: next })}
        />
      </Stack>
    );
  }
  if ("slack" in action)
    return (
      <Stack gap="sm">
        <SecretInput
          label="Address of an incoming webhook of Slack"
          description="Slack → Apps → Incoming Webhooks → Add to a channel. It begins with https://hooks.slack.com/."
          isSet={isSecretSet}
          value={action.slack ?? ""}
          onChange={(slack) => onChange({ ...action, slack: slack === "" && isSecretSet ? null : slack })}
        />
        <TemplateField
          {...text}
          label="Text"
          maxLength={3_000}
          isLong
          value={action.text}
          onChange={(next) => onChange({ ...action, text: next })}
        />
      </Stack>
    );
  if ("webhook" in action)
    return (
      <Stack gap="sm">
        <TextInput
          label="Address"
          required
          inputMode="url"
          placeholder="https://"
          description="It gets a POST with what happened as JSON, signed as Standard Webhooks has it."
          value={action.webhook}
          onChange={(event) => onChange({ ...action, webhook: event.currentTarget.value })}
        />
        <SecretInput
          label="Secret for the signature"
          description="It begins with whsec_. Empty: the call is not signed."
          required={false}
          isSet={isSecretSet}
          value={action.secret ?? ""}
          onChange={(secret) => onChange({ ...action, secret: secret === "" ? null : secret })}
        />
      </Stack>
    );
  if ("push" in action)
    return (
      <Stack gap="sm">
        <TemplateField
          {...text}
          label="Title"
          maxLength={200}
          value={action.push}
          onChange={(push) => onChange({ ...action, push })}
        />
        <TemplateField
          {...text}
          label="Text"
          maxLength={1_000}
          value={action.body}
          onChange={(body) => onChange({ ...action, body })}
        />
        <TextInput
          label="Page that a click opens"
          inputMode="url"
          placeholder="https://"
          value={action.url ?? ""}
          onChange={({ currentTarget: { value } }) => {
            const { url: _, ...rest } = action;
            onChange(value === "" ? rest : { ...rest, url: value });
          }}
        />
      </Stack>
    );
  if ("trait" in action) return <TraitFields action={action} onChange={onChange} />;
  if ("connection" in action) return <ConnectionFields action={action} onChange={onChange} />;
  return <DigestFields action={action} onChange={onChange} />;
}
