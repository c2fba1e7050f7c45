import { Alert, Button, Group, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useChange } from "#dashboard/api/use-change.ts";

interface Outcome {
  outcome: string;
  reason: string;
}

/** Sends one mail with what is saved, and shows what came of it. */
export function TestMail() {
  const [to, setTo] = useState("");
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const { change, fault, isBusy } = useChange();
  const send = async () => {
    setOutcome(null);
    const answers = await change<Outcome>([["/api/mail/test", { method: "POST", body: { to: to.trim() } }]]);
    setOutcome(answers?.[0] ?? null);
  };
  const went = outcome?.outcome === "sent";
  return (
    <form
      className="card"
      aria-label="Test mail"
      style={{ padding: 20 }}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Title order={2} size="h4">
        Send a test mail
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        With what is saved above.
      </Text>
      <Group align="flex-end" gap="sm" mb="sm">
        <TextInput
          label="Your e-mail address"
          type="email"
          required
          style={{ flex: "1 1 240px" }}
          value={to}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button type="submit" loading={isBusy} disabled={to.trim() === ""}>
          Send it
        </Button>
      </Group>
      <div aria-live="polite">
        {fault !== null && (
          <Text size="sm" c="var(--worse)" role="alert">
            {fault}
          </Text>
        )}
        {outcome !== null && (
          <Alert
            variant="light"
            color={went ? "green" : "red"}
            title={went ? "It was taken" : "It was not sent"}
            styles={{ title: { color: went ? "var(--better)" : "var(--worse)" } }}
          >
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {went ? "Look into your inbox, and into the spam folder." : outcome.reason}
            </Text>
          </Alert>
        )}
      </div>
    </form>
  );
}
