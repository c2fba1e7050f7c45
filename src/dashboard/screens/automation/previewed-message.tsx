import { Code, Stack, Text } from "@mantine/core";
import type { PreviewedMessage as Message } from "#dashboard/api/automation-preview.ts";
import { valueText } from "#dashboard/report/display-name.ts";
import { MailViews } from "#dashboard/report/mail-views.tsx";

/** A message as it would go out. */
export function PreviewedMessage({ message }: { message: Message }) {
  switch (message.via) {
    case "mail":
      return <PreviewedMail mail={message} />;
    case "slack":
      return <Block label="Message in Slack" text={message.text} />;
    case "webhook":
      return <Block label={`POST ${message.url}`} text={indented(message.body)} />;
    case "push":
      return (
        <div className="push-preview">
          <Text fw={600} size="sm">
            {message.title}
          </Text>
          <Text size="sm">{message.body}</Text>
          {message.url !== null && (
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {message.url}
            </Text>
          )}
        </div>
      );
    case "trait":
      return (
        <Text size="sm">
          {message.value === null
            ? `${message.trait} is taken away.`
            : `${message.trait} becomes “${valueText(message.value)}”.`}
        </Text>
      );
    case "connection":
      return <Block label={message.event} text={JSON.stringify(message.properties, null, 2)} />;
  }
}

function PreviewedMail({ mail }: { mail: Extract<Message, { via: "mail" }> }) {
  return (
    <Stack gap={6}>
      <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
        To {mail.to.join(", ")}
      </Text>
      <Text fw={650} style={{ overflowWrap: "anywhere" }} data-subject>
        {mail.subject}
      </Text>
      <MailViews
        mail={mail}
        other={{
          label: "Headers",
          text: Object.entries(mail.headers)
            .map(([name, value]) => `${name}: ${value}`)
            .join("\n"),
        }}
      />
    </Stack>
  );
}

const Block = ({ label, text }: { label: string; text: string }) => (
  <div>
    <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
      {label}
    </Text>
    <Code block tabIndex={0} role="region" aria-label={label} style={{ whiteSpace: "pre-wrap" }}>
      {text}
    </Code>
  </div>
);

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch (error) {
    // Not JSON, so it is shown as it is.
    if (error instanceof SyntaxError) return json;
    throw error;
  }
}
