import "#dashboard/screens/mail/mail.css";
import { Stack, Text, Title } from "@mantine/core";
import { useLocation } from "wouter";
import { useOutbox, useOutboxMail } from "#dashboard/api/mail.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { MailViews } from "#dashboard/report/mail-views.tsx";
import { searchWith } from "#dashboard/report/report-url.ts";
import { useSearch } from "#dashboard/report/search.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { Waiting } from "#dashboard/report/waiting.tsx";

/** On the local runtime nothing leaves the machine: these mails would have. `?mail=` is the one that is open. */
export function Outbox() {
  const { data, error, refetch } = useOutbox();
  const times = useTimes();
  const search = useSearch();
  const [path, navigate] = useLocation();
  const open = new URLSearchParams(search).get("mail");
  if (data === undefined)
    return error === null ? <Waiting height={240} /> : <Trouble error={error} again={() => void refetch()} />;
  if (data.mails.length === 0)
    return (
      <Text className="card" size="sm" p="md">
        No mail yet. Here nothing leaves your machine: what would be sent lies here to be looked at.
      </Text>
    );
  return (
    <div className="outbox">
      <section className="card" aria-label="Mails" style={{ overflow: "hidden" }}>
        {data.mails.map((mail) => (
          <button
            key={mail.id}
            type="button"
            className="outbox-mail"
            data-mail-to={mail.to.join(" ")}
            aria-current={mail.id === open || undefined}
            onClick={() => navigate(path + searchWith(search, { mail: mail.id }))}
          >
            <Text size="sm" fw={600} truncate>
              {mail.subject}
            </Text>
            <Text size="xs" c="dimmed" truncate>
              {mail.to.join(", ")} · {times.full(mail.at)}
            </Text>
          </button>
        ))}
      </section>
      {open !== null && <OneMail key={open} id={open} />}
    </div>
  );
}

function OneMail({ id }: { id: string }) {
  const { data: mail, error, refetch } = useOutboxMail(id);
  if (mail === undefined)
    return error === null ? <Waiting height={400} /> : <Trouble error={error} again={() => void refetch()} />;
  return (
    <section className="card outbox-open" aria-label="The mail" style={{ padding: 16 }}>
      <Stack gap="xs">
        <Title order={2} size="h4" style={{ overflowWrap: "anywhere" }}>
          {mail.subject}
        </Title>
        <Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
          From {mail.from} to {mail.to.join(", ")}
        </Text>
        <MailViews mail={mail} other={{ label: "As it is sent", text: mail.raw }} height={560} />
      </Stack>
    </section>
  );
}
