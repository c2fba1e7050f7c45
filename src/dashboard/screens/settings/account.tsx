import { Text } from "@mantine/core";
import { useMe } from "#dashboard/api/me.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { Passkeys } from "#dashboard/screens/settings/passkeys.tsx";
import { Section } from "#dashboard/screens/settings/section.tsx";
import { Sessions } from "#dashboard/screens/settings/sessions.tsx";

/** Oneself: who one is here, one's passkeys, and where one is signed in. */
export function Account() {
  const me = useMe();
  if (me.error !== null) return <Trouble error={me.error} again={() => void me.refetch()} />;
  if (!me.data) return <Waiting height={160} />;
  const { kind, name, role } = me.data;
  return (
    <>
      <Section title="You" says="Who you are to this workspace.">
        <Text size="sm">
          {kind === "member" && `You are signed in as ${name}, ${role}.`}
          {kind === "root" &&
            "You are in with the deployment's own token, which may do everything and is nobody in particular. Invite yourself under Members, then sign in with your address."}
          {kind === "token" && `You are in with the token “${name}”.`}
        </Text>
      </Section>
      {kind === "member" && <Passkeys />}
      {kind === "member" && <Sessions mine />}
    </>
  );
}
