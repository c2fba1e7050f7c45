import { Alert, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { Link } from "wouter";
import type { Join, PersonId, PersonProfile } from "#dashboard/api/person.ts";
import { IconAlertTriangle, IconArrowMerge, IconArrowsSplit, IconDeviceDesktop, IconUser } from "#dashboard/icons.ts";
import { number } from "#dashboard/report/labels.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { personAddress } from "#dashboard/report/display-name.ts";
import { idWords, joinWords } from "#dashboard/screens/person/id-words.ts";
import { Merge } from "#dashboard/screens/person/merge.tsx";
import { useChange } from "#dashboard/api/use-change.ts";
import { useTimes } from "#dashboard/report/use-times.ts";
import { May } from "#dashboard/controls/may.tsx";

/** Shown at first; somebody who clears their cookies has hundreds. */
const FIRST_IDS = 8;

/** All ids of somebody, why each is theirs, and the ways to put it right. */
export function Ids({ person }: { person: PersonProfile }) {
  const [undone, setUndone] = useState<Join | null>(null);
  const [showsAll, setShowsAll] = useState(false);
  const [isMerging, setMerging] = useState(false);
  const { change, refresh, fault, isBusy } = useChange();
  const separate = async (join: Join) => {
    const body = { ids: [join.from, join.to] };
    const done = await change([["/api/people/unmerge", { method: "POST", body }]], "They are two people again.");
    if (done === null) return;
    setUndone(null);
    await refresh();
  };
  return (
    <section className="card" aria-label="Ids" style={{ padding: 16 }}>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          Ids
        </Title>
        <May permission="people">
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconArrowMerge size={14} />}
            onClick={() => setMerging(true)}
          >
            Join with …
          </Button>
        </May>
      </Group>
      {person.warnings.map(({ kind, subject, persons }) => (
        <Alert key={kind + subject} color="yellow" variant="light" mb="sm" icon={<IconAlertTriangle size={16} />}>
          <Text size="sm">
            {kind === "device_conflict"
              ? `Others signed in on the device ${idWords(subject).text}, too: `
              : "Somebody would have had too many ids; this was not joined: "}
            {persons.slice(0, 5).map((id) => (
              <Link key={id} href={personAddress(id)} style={{ marginRight: 6, overflowWrap: "anywhere" }}>
                {idWords(id).text}
              </Link>
            ))}
          </Text>
        </Alert>
      ))}
      <Stack gap="sm" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
        {person.ids.slice(0, showsAll ? undefined : FIRST_IDS).map((id) => (
          <OneId key={id.id} id={id} onUndo={setUndone} />
        ))}
      </Stack>
      {person.ids.length > FIRST_IDS && (
        <Button size="compact-sm" variant="subtle" mt="xs" onClick={() => setShowsAll(!showsAll)}>
          {showsAll ? `Only the first ${FIRST_IDS}` : `All ${number(person.ids.length)} ids`}
        </Button>
      )}
      {person.separated.length > 0 && <KeptApart joins={person.separated} />}
      {undone !== null && (
        <Confirm
          title="Take these ids apart?"
          action="Take apart"
          fault={fault}
          isBusy={isBusy}
          onClose={() => setUndone(null)}
          onConfirm={() => void separate(undone)}
        >
          <Text size="sm">
            <strong>{idWords(undone.from).text}</strong> and <strong>{idWords(undone.to).text}</strong> become two
            people, in all reports, also for what was before. They stay apart, whatever your site says, until somebody
            joins them here.
          </Text>
        </Confirm>
      )}
      {isMerging && <Merge person={person} onClose={() => setMerging(false)} />}
    </section>
  );
}

function OneId({ id, onUndo }: { id: PersonId; onUndo: (join: Join) => void }) {
  const at = useTimes();
  const { kind, text } = idWords(id.id);
  const { joined } = id;
  const days = [...new Set([id.firstSeen, id.lastSeen].flatMap((seen) => (seen === null ? [] : at.short(seen))))];
  const Icon = id.kind === "user" ? IconUser : IconDeviceDesktop;
  return (
    <li>
      <Group gap={8} wrap="nowrap" align="flex-start">
        <Icon size={16} style={{ flex: "none", marginTop: 2 }} aria-label={kind} />
        <div style={{ minWidth: 0, flex: 1 }}>
          <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
            {text}
          </Text>
          <Text size="xs" c="dimmed">
            {number(id.events)} {id.events === 1 ? "event" : "events"}
            {days.length > 0 && `, ${days.join(" to ")}`}
          </Text>
          {joined !== null && (
            <Text size="xs" c="dimmed">
              {joinWords(joined)}
              {joined.at !== null && ` · ${at.full(joined.at)}`}
            </Text>
          )}
        </div>
        {joined !== null && (
          <May permission="people">
            <Button
              size="compact-xs"
              mih={24}
              variant="subtle"
              leftSection={<IconArrowsSplit size={14} />}
              aria-label={`Undo: take ${text} apart`}
              onClick={() => onUndo(joined)}
            >
              Undo
            </Button>
          </May>
        )}
      </Group>
    </li>
  );
}

function KeptApart({ joins }: { joins: Join[] }) {
  const { change, refresh, fault, isBusy } = useChange();
  const at = useTimes();
  return (
    <Stack gap={8} mt="md">
      <Title order={3} size="sm">
        Kept apart by hand
      </Title>
      {joins.map((join) => (
        <Group key={`${join.from} ${join.to}`} gap={8} justify="space-between" wrap="nowrap">
          <Text size="xs" style={{ overflowWrap: "anywhere" }}>
            {[join.from, join.to].map((id, place) => (
              <span key={id}>
                {place === 1 && " and "}
                <Link href={personAddress(id)}>{idWords(id).text}</Link>
              </span>
            ))}
            {join.separatedAt !== null && ` · since ${at.short(join.separatedAt)}`}
          </Text>
          <May permission="people">
            <Button
              size="compact-xs"
              mih={24}
              variant="subtle"
              loading={isBusy}
              onClick={() =>
                void change(
                  [["/api/people/merge", { method: "POST", body: { ids: [join.from, join.to] } }]],
                  "They are one person again.",
                ).then((done) => (done === null ? undefined : refresh()))
              }
            >
              Join again
            </Button>
          </May>
        </Group>
      ))}
      {fault !== null && (
        <Text size="sm" c="var(--worse)" role="alert">
          {fault}
        </Text>
      )}
    </Stack>
  );
}
