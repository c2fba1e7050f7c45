import { Button, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { askForCode, signInByCode } from "#dashboard/api/session.ts";

/** An address, then the six digits that were mailed to it. */
export function SignInByCode({ onSignedIn }: { onSignedIn: () => void }) {
  const [email, setEmail] = useState("");
  const [code, setCode] = useState("");
  const [isAsked, setAsked] = useState(false);
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const tried = async (step: () => Promise<string | null>, done: () => void) => {
    setBusy(true);
    const problem = await step();
    setBusy(false);
    setFault(problem);
    if (problem === null) done();
  };
  const submit = () =>
    isAsked
      ? tried(() => signInByCode(email.trim(), code), onSignedIn)
      : tried(
          () => askForCode(email.trim()),
          () => setAsked(true),
        );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Stack gap="sm">
        <TextInput
          label="E-mail address"
          type="email"
          autoComplete="username webauthn"
          value={email}
          readOnly={isAsked}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={isAsked ? null : fault}
          required
        />
        {isAsked && (
          <>
            <Text size="sm" role="status">
              If somebody has this address here, a code is on its way to it. It is good for ten minutes.
            </Text>
            <TextInput
              label="Code"
              inputMode="numeric"
              autoComplete="one-time-code"
              maxLength={12}
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
              error={fault}
              required
              data-autofocus
            />
          </>
        )}
        <Button
          type="submit"
          variant="default"
          loading={isBusy}
          disabled={email.trim() === "" || (isAsked && code === "")}
        >
          {isAsked ? "Go in" : "Mail me a code"}
        </Button>
        {isAsked && (
          <Button
            variant="subtle"
            onClick={() => {
              setAsked(false);
              setCode("");
              setFault(null);
            }}
          >
            Another address, or another code
          </Button>
        )}
      </Stack>
    </form>
  );
}
