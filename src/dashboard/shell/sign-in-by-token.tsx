import { Button, PasswordInput, Stack } from "@mantine/core";
import { useState } from "react";
import { signIn } from "#dashboard/api/session.ts";

/** An admin token, exchanged for a cookie that no script can read. */
export function SignInByToken({ onSignedIn }: { onSignedIn: () => void }) {
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
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="sm">
        <PasswordInput
          label="Admin token"
          value={token}
          onChange={(event) => setToken(event.currentTarget.value)}
          error={fault}
          autoComplete="current-password"
          required
          data-autofocus
        />
        <Button type="submit" variant="default" loading={isBusy} disabled={token.trim() === ""}>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
