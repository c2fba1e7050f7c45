import { Button, Code, PasswordInput, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { signIn } from "#dashboard/api/session.ts";
import { Mark } from "#dashboard/shell/mark.tsx";

/** The way in: an admin token, exchanged for a cookie that no script can read. */
export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const [token, setToken] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    const problem = await signIn(token);
    setBusy(false);
    if (problem === null) onSignedIn();
    else setFault(problem);
  };
  return (
    <main style={{ minHeight: "100dvh", display: "grid", placeItems: "center", padding: 16 }}>
      <form
        className="card"
        style={{ padding: 28, width: "100%", maxWidth: 400 }}
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack gap="md">
          <Mark />
          <div>
            <Title order={1} size="h3">
              Sign in to Headwater
            </Title>
            <Text c="dimmed" size="sm">
              Who your users are, what they do, and how to improve your app from that.
            </Text>
          </div>
          <PasswordInput
            label="Admin token"
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
            error={fault}
            autoComplete="current-password"
            required
            data-autofocus
          />
          <Button type="submit" loading={isBusy} disabled={token.trim() === ""}>
            Sign in
          </Button>
          <Text size="xs" c="dimmed">
            Running it yourself? <Code>npm run dev</Code> prints a link that signs you in.
          </Text>
        </Stack>
      </form>
    </main>
  );
}
