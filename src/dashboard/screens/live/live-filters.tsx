import { Button, Group, MultiSelect, Switch } from "@mantine/core";
import { memo } from "react";
import { useEvents, useValues } from "#dashboard/api/schema.ts";
import { useTyped } from "#dashboard/controls/use-typed.ts";
import { IconX } from "#dashboard/icons.ts";
import { countryName } from "#dashboard/screens/live/country.ts";
import type { Feed } from "#dashboard/screens/live/feed.ts";
import { ALL, isNarrow, type LiveChoice } from "#dashboard/screens/live/live-filter.ts";
import { OnlyMe } from "#dashboard/screens/live/only-me.tsx";

/** Which events the list shows. The server picks them, so rare ones are found among thousands. */
export const LiveFilters = memo(
  ({ choice, feed, onChange }: { choice: LiveChoice; feed: Feed; onChange: (choice: LiveChoice) => void }) => {
    const { typed, setTyped, searched } = useTyped();
    const events = useEvents(searched).data?.events ?? [];
    const seen = useValues("event", "$country", undefined, "").data?.values ?? [];
    // What is in the list may be newer than what the pickers know of.
    const { rows } = feed.view();
    const names = [
      ...new Set([...choice.events, ...events.map(({ name }) => name), ...rows.map(({ eventName }) => eventName)]),
    ];
    const countries = [
      ...new Set([
        ...choice.countries,
        ...seen.map(({ value }) => value),
        ...rows.flatMap(({ country }) => country ?? []),
      ]),
    ];
    return (
      <Group p="sm" gap="xs" align="flex-start">
        <MultiSelect
          aria-label="Events shown"
          placeholder={choice.events.length === 0 ? "All events" : ""}
          data={names}
          value={[...choice.events]}
          onChange={(next) => onChange({ ...choice, events: next })}
          searchable
          searchValue={typed}
          onSearchChange={setTyped}
          nothingFoundMessage="No event of this name was seen"
          hidePickedOptions
          className="live-pick"
        />
        <MultiSelect
          aria-label="Countries shown"
          placeholder={choice.countries.length === 0 ? "All countries" : ""}
          data={countries.map((value) => ({ value, label: countryName(value) }))}
          value={[...choice.countries]}
          onChange={(next) => onChange({ ...choice, countries: next })}
          searchable
          nothingFoundMessage="Nobody came from there"
          hidePickedOptions
          className="live-pick"
        />
        <OnlyMe person={choice.person} feed={feed} onChange={(person) => onChange({ ...choice, person })} />
        <Switch
          label="Show bots"
          checked={choice.showsBots}
          onChange={(event) => onChange({ ...choice, showsBots: event.currentTarget.checked })}
          py={8}
        />
        {isNarrow(choice) && (
          <Button
            variant="subtle"
            size="sm"
            px="xs"
            leftSection={<IconX size={14} />}
            onClick={() => onChange({ ...ALL, showsBots: choice.showsBots })}
          >
            Clear filters
          </Button>
        )}
      </Group>
    );
  },
);
LiveFilters.displayName = "LiveFilters";
