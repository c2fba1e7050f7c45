import { Anchor, Button, Group, Select, Skeleton, Stack, Text, TextInput, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type MailSettings as Known, useMailSettings } from "#dashboard/api/mail.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { SecretInput } from "#dashboard/controls/secret-input.tsx";
import { IconExternalLink } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { TestMail } from "#dashboard/screens/mail/test-mail.tsx";

/** Who sends the mails, and who they are from. */
export function MailSettings() {
  const { data, error, refetch } = useMailSettings();
  if (data !== undefined)
    return (
      <Stack gap="md" maw={720}>
        <Form key={JSON.stringify(data.chosen)} known={data} />
        {data.chosen !== null && <TestMail />}
      </Stack>
    );
  return error === null ? (
    <Skeleton height={360} maw={720} role="status" aria-label="Loading" />
  ) : (
    <Trouble error={error} again={() => void refetch()} />
  );
}

function Form({ known }: { known: Known }) {
  const before = known.chosen;
  const [provider, setProvider] = useState(before?.provider ?? null);
  const [name, setName] = useState(before?.from.name ?? "");
  const [address, setAddress] = useState(before?.from.address ?? "");
  const [replyTo, setReplyTo] = useState(before?.replyTo ?? "");
  const [values, setValues] = useState<Record<string, string>>(before?.settings ?? {});
  const client = useQueryClient();
  const { change, fault, isBusy } = useChange();
  const chosen = known.providers.find(({ slug }) => slug === provider);
  const fields = chosen?.fields ?? [];
  const isSet = (field: string) => provider === before?.provider && before.secretNames.includes(field);
  const missing = [
    ...(chosen === undefined ? ["who sends it"] : []),
    ...(address.trim() === "" ? ["a sender's address"] : []),
    ...fields
      .filter((field) => field.required && !isSet(field.name) && (values[field.name] ?? "").trim() === "")
      .map(({ title }) => title),
  ];
  const save = async () => {
    const settings = Object.fromEntries(
      fields.map(({ name: field }) => [field, (values[field] ?? "").trim()]).filter(([, value]) => value !== ""),
    ) as Record<string, string>;
    const body = {
      provider,
      from: { name: name.trim(), address: address.trim() },
      replyTo: replyTo.trim() === "" ? null : replyTo.trim(),
      settings,
    };
    const saved = await change([["/api/mail/settings", { method: "PUT", body }]], "Saved.");
    if (saved !== null) await client.invalidateQueries({ queryKey: ["mail"] });
  };
  return (
    <form
      className="card"
      aria-label="How mail is sent"
      style={{ padding: 20 }}
      onSubmit={(event) => {
        event.preventDefault();
        if (missing.length === 0) void save();
      }}
    >
      <Stack>
        <Title order={2} size="h4">
          How mail is sent
        </Title>
        <Select
          label="Sent by"
          required
          allowDeselect={false}
          placeholder="Choose who sends it"
          description={chosen?.description}
          data={known.providers.map(({ slug, name: label }) => ({ value: slug, label }))}
          value={provider}
          onChange={setProvider}
        />
        {chosen !== undefined && /^https?:/.test(chosen.documentation) && (
          <Anchor href={chosen.documentation} target="_blank" rel="noopener noreferrer" size="sm" underline="always">
            How to set up {chosen.name} <IconExternalLink size={12} aria-hidden />
          </Anchor>
        )}
        {fields.map((field) => {
          const about = {
            label: field.title,
            description: field.description,
            required: field.required,
            value: values[field.name] ?? "",
          };
          const put = (value: string) => setValues({ ...values, [field.name]: value });
          return field.secret ? (
            <SecretInput key={`${provider} ${field.name}`} {...about} isSet={isSet(field.name)} onChange={put} />
          ) : (
            <TextInput key={field.name} {...about} onChange={(event) => put(event.currentTarget.value)} />
          );
        })}
        <Group grow align="flex-start">
          <TextInput
            label="From: name"
            placeholder="Ada of Alpine Guides"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="From: address"
            type="email"
            required
            placeholder="hello@example.com"
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
        </Group>
        <TextInput
          label="Answers go to"
          description="Empty: to the address above."
          type="email"
          value={replyTo}
          onChange={(event) => setReplyTo(event.currentTarget.value)}
        />
        {fault !== null && (
          <Text size="sm" c="var(--worse)" role="alert">
            {fault}
          </Text>
        )}
        <Group justify="space-between">
          <Text size="sm" c="dimmed" aria-live="polite">
            {missing.length > 0 && `Still needed: ${missing.join(", ")}.`}
          </Text>
          <Button type="submit" loading={isBusy} disabled={missing.length > 0}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
