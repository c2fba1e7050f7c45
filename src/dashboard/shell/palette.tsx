import { Combobox, Modal, Text, TextInput, useCombobox } from "@mantine/core";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useSearch } from "#dashboard/report/search.ts";
import { useAudiences } from "#dashboard/api/audiences.ts";
import { useAutomations } from "#dashboard/api/automations.ts";
import { useEvents } from "#dashboard/api/schema.ts";
import { useReports } from "#dashboard/api/workspace.ts";
import { IconSearch } from "#dashboard/icons.ts";
import { addressOf } from "#dashboard/report/report-url.ts";
import { addressOfScreen, SCREENS } from "#dashboard/shell/screens.ts";

interface Place {
  label: string;
  what: string;
  address: string;
}

/** Goes anywhere: screens, saved reports, audiences, automations, a chart of an event, a person by id. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState("");
  const [, navigate] = useLocation();
  const search = useSearch();
  const reports = useReports().data?.reports ?? [];
  const events = useEvents(text, 8).data?.events ?? [];
  const audiences = useAudiences().data?.audiences ?? [];
  const automations = useAutomations().data?.automations ?? [];
  // Its options are always there: Enter would only open them otherwise.
  const combobox = useCombobox({ opened: true });
  const places: Place[] = [
    ...SCREENS.map((screen) => ({ label: screen.name, what: "Screen", address: addressOfScreen(screen, search) })),
    ...reports.map(({ name, question }) => ({ label: name, what: "Report", address: addressOf(question) })),
    ...audiences.map(({ id, name }) => ({ label: name, what: "Audience", address: `/audiences/${id}` })),
    ...automations.map(({ id, name }) => ({ label: name, what: "Automation", address: `/automations/${id}` })),
  ].filter(({ label }) => label.toLowerCase().includes(text.toLowerCase()));
  const more: Place[] = events.map(({ name }) => ({
    label: name,
    what: "Chart of an event",
    address: addressOf({
      kind: "segmentation",
      range: { last: { value: 30, unit: "day" } },
      interval: "day",
      series: [{ event: name, math: "total" }],
    }),
  }));
  const person: Place[] =
    text.trim() === ""
      ? []
      : [{ label: text.trim(), what: "Person with this id", address: `/people/${encodeURIComponent(text.trim())}` }];
  const shown = [...places, ...more, ...person].slice(0, 20);
  const found = shown.map(({ address }) => address).join();
  // What is found comes after what is typed: Enter always takes the first of what is there.
  useEffect(() => {
    combobox.selectFirstOption();
    // The store is another object at every turn.
    // oxlint-disable-next-line exhaustive-deps
  }, [found]);
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding="xs"
      size="lg"
      yOffset="12vh"
      aria-label="Find anything"
    >
      <Combobox
        store={combobox}
        onOptionSubmit={(address) => {
          onClose();
          navigate(address);
        }}
      >
        <Combobox.EventsTarget>
          <TextInput
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            placeholder="Screens, reports, events, people"
            aria-label="Find anything"
            leftSection={<IconSearch size={18} />}
            size="md"
            variant="unstyled"
            data-autofocus
          />
        </Combobox.EventsTarget>
        <Combobox.Options mah={380} style={{ overflowY: "auto" }} aria-label="Places">
          {shown.map(({ label, what, address }) => (
            <Combobox.Option value={address} key={`${what} ${label}`}>
              {label}{" "}
              <Text span size="xs" c="inherit" opacity={0.85}>
                {what}
              </Text>
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox>
    </Modal>
  );
}
