import { Alert, Select, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Retention, type Storage as StorageStatus, useStorage } from "#dashboard/api/storage.ts";
import { useChange } from "#dashboard/api/use-change.ts";
import { useSources } from "#dashboard/api/workspace.ts";
import { Confirm } from "#dashboard/controls/confirm.tsx";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { Waiting } from "#dashboard/report/waiting.tsx";
import { DaysSelect, daysText } from "#dashboard/screens/settings/days-select.tsx";
import { FillLevel } from "#dashboard/screens/settings/fill-level.tsx";
import { Section } from "#dashboard/screens/settings/section.tsx";

/** How full the database is, how long events are kept, and when they move to the archive. */
export function Storage() {
  const storage = useStorage();
  if (storage.error !== null) return <Trouble error={storage.error} again={() => void storage.refetch()} />;
  if (!storage.data) return <Waiting height={400} />;
  return (
    <>
      <Section
        title="Database"
        says="Reports are answered from the database. Older events move to the archive, files in your own bucket, and stay part of every report and list."
      >
        <FillLevel storage={storage.data} />
      </Section>
      <Choices retention={storage.data.retention} />
    </>
  );
}

/** Something to be deleted that is kept now. */
interface Asked {
  next: Retention;
  days: number;
  whose: string;
}

function Choices({ retention }: { retention: Retention }) {
  const client = useQueryClient();
  const sources = useSources().data?.sources ?? [];
  const { change, fault, isBusy } = useChange();
  const [asked, setAsked] = useState<Asked | null>(null);
  const save = async (next: Retention) => {
    const saved = await change<StorageStatus>([["/api/storage/retention", { method: "PUT", body: next }]], "Saved.");
    if (saved === null) return;
    setAsked(null);
    client.setQueryData(["storage"], saved[0]);
  };
  /** Less than now is deleted for good, so that is asked. */
  const keep = (next: Retention, days: number | null, before: number | null, whose: string) => {
    if (days !== null && (before === null || days < before)) setAsked({ next, days, whose });
    else void save(next);
  };
  const own = new Map(retention.sources.map(({ source, keepDays }) => [source, keepDays]));
  /** Of many sources few have a time of their own: these, and those that are about to get one. */
  const [chosen, setChosen] = useState<number[]>([]);
  const isOwn = ({ id }: { id: number }) => own.has(id) || chosen.includes(id);
  const alike = sources.filter((source) => !isOwn(source));
  return (
    <>
      {fault !== null && asked === null && (
        <Alert color="red" variant="light" role="alert" mb="md" title="This was not saved">
          {fault}
        </Alert>
      )}
      <Section
        title="How long events are kept"
        says="Older days are deleted for good, here and in the archive, from the next hour on."
      >
        <Stack gap="md">
          <DaysSelect
            label="All sources"
            none="For ever"
            value={retention.keepDays}
            isBusy={isBusy}
            onChange={(days = null) =>
              keep(
                { ...retention, keepDays: days },
                days,
                retention.keepDays,
                "all sources without a time of their own",
              )
            }
          />
          {sources.filter(isOwn).map(({ id, name }) => {
            const before = own.get(id);
            const others = retention.sources.filter(({ source }) => source !== id);
            const change = (days: number | null | undefined) => {
              const next = days === undefined ? others : [...others, { source: id, keepDays: days }];
              const now = before === undefined ? retention.keepDays : before;
              keep({ ...retention, sources: next }, days === undefined ? retention.keepDays : days, now, name);
            };
            return (
              <DaysSelect
                key={id}
                label={name}
                none="For ever"
                inherited="As all sources"
                value={before}
                isBusy={isBusy}
                onChange={change}
              />
            );
          })}
          {alike.length > 0 && (
            <Select
              label="Another time for one source"
              placeholder="Choose a source"
              searchable
              maw={420}
              data={alike.map(({ id, name }) => ({ value: String(id), label: name }))}
              value={null}
              onChange={(id) => id !== null && setChosen([...chosen, Number(id)])}
            />
          )}
        </Stack>
      </Section>
      <Section
        title="When events move to the archive"
        says="Nothing has to move before the database is 70 % full. Earlier saves a little: the archive costs a fiftieth of the database."
      >
        <Stack gap="md">
          <DaysSelect
            label="Whole events"
            description="Needed when somebody opens an event, or a report asks for a property that is seldom used. Reports stay as fast."
            none="When the database fills up"
            value={retention.moveEventsDays}
            isBusy={isBusy}
            onChange={(days = null) => void save({ ...retention, moveEventsDays: days })}
          />
          <DaysSelect
            label="What reports are made of, too"
            description="Reports over these days read files and take longer."
            none="When the database fills up"
            value={retention.moveFactsDays}
            isBusy={isBusy}
            onChange={(days = null) => void save({ ...retention, moveFactsDays: days })}
          />
        </Stack>
      </Section>
      {asked !== null && (
        <Confirm
          title="Delete what is older?"
          action="Delete it"
          fault={fault}
          isBusy={isBusy}
          isGrave
          onConfirm={() => void save(asked.next)}
          onClose={() => setAsked(null)}
        >
          <Text size="sm">
            Events of {asked.whose} that are older than {daysText(asked.days)} are deleted from the next hour on, from
            the database and from the archive. Reports no longer show them, and nobody can bring them back.
          </Text>
        </Confirm>
      )}
    </>
  );
}
