import { Alert, Button, Code, Divider, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "#dashboard/api/client.ts";
import { signInByPasskey, type Ways } from "#dashboard/api/session.ts";
import { IconKey } from "#dashboard/icons.ts";
import { Mark } from "#dashboard/shell/mark.tsx";
import { SignInByCode } from "#dashboard/shell/sign-in-by-code.tsx";
import { SignInByToken } from "#dashboard/shell/sign-in-by-token.tsx";

/** The ways in: a passkey, a code by mail, and, for who runs it, the admin token. */
export function SignIn({ onSignedIn }: { onSignedIn: () => void }) {
  const ways = useQuery({ queryKey: ["ways in"], queryFn: ({ signal }) => call<Ways>("/api/session", { signal }) });
  const [isOther, setOther] = useState(false);
  const { access = false, passkey = false, code = false, token = true } = ways.data ?? {};
  return (
    <main style={{ minHeight: "100dvh", display: "grid", placeItems: "center", padding: 16 }}>
      <div className="card" style={{ padding: 28, width: "100%", maxWidth: 400 }}>
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
          {access && (
            <Alert variant="light">
              Cloudflare Access lets people in here. You came through it, but nobody has invited your address yet: ask
              an owner.
            </Alert>
          )}
          {passkey && <ByPasskey onSignedIn={onSignedIn} />}
          {code && (
            <>
              <Divider label="or" />
              <SignInByCode onSignedIn={onSignedIn} />
            </>
          )}
          {token && !access && (
            <>
              {!isOther && (
                <Button variant="subtle" onClick={() => setOther(true)} style={{ alignSelf: "center" }}>
                  Other ways
                </Button>
              )}
              {isOther && <SignInByToken onSignedIn={onSignedIn} />}
            </>
          )}
          <Text size="xs" c="dimmed">
            Running it yourself? <Code>npm run dev</Code> prints a link that signs you in.
          </Text>
        </Stack>
      </div>
    </main>
  );
}

function ByPasskey({ onSignedIn }: { onSignedIn: () => void }) {
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async () => {
    setBusy(true);
    const problem = await signInByPasskey();
    setBusy(false);
    if (problem === null) onSignedIn();
    else setFault(problem);
  };
  return (
    <div>
      <Button fullWidth leftSection={<IconKey size={16} />} loading={isBusy} onClick={() => void submit()}>
        Use a passkey
      </Button>
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert" mt={6}>
          {fault}
        </Text>
      )}
    </div>
  );
}
