import { Anchor, Button, Drawer, Group, Skeleton, Stack, Switch, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { call } from "#dashboard/api/client.ts";
import {
  type Connection,
  type Destination,
  type DestinationEntry,
  lastTestOf,
  useDestination,
} from "#dashboard/api/destinations.ts";
import { IconExternalLink } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { filterWords } from "#dashboard/screens/destinations/filter-words.ts";
import { TIERS } from "#dashboard/screens/destinations/find-destinations.ts";
import { SettingsFields } from "#dashboard/screens/destinations/settings-fields.tsx";
import { missingOf, settingsOf, valuesOf } from "#dashboard/screens/destinations/settings-values.ts";
import { SourcesChoice } from "#dashboard/screens/destinations/sources-choice.tsx";
import { Tile } from "#dashboard/screens/destinations/tile.tsx";
import { sendTest } from "#dashboard/screens/destinations/use-test.ts";
import { Words } from "#dashboard/screens/destinations/words.tsx";

/** What a destination asks for, and what it gets from the start. Null: none is being connected. */
export function ConnectDrawer({ entry, onClose }: { entry: DestinationEntry | null; onClose: () => void }) {
  const { data, error, refetch } = useDestination(entry?.slug ?? null);
  return (
    <Drawer
      opened={entry !== null}
      onClose={onClose}
      position="right"
      size="lg"
      title={<Text fw={650}>Connect {entry?.name}</Text>}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {error !== null && <Trouble error={error} again={() => void refetch()} />}
      {entry !== null && error === null && data === undefined && (
        <Stack aria-label="Loading">
          <Skeleton height={56} />
          <Skeleton height={180} />
        </Stack>
      )}
      {entry !== null && data !== undefined && <ConnectForm key={data.slug} destination={data} />}
    </Drawer>
  );
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function ConnectForm({ destination }: { destination: Destination }) {
  const { slug, name: kind, settings: fields, presets } = destination;
  const [name, setName] = useState(kind);
  const [values, setValues] = useState(() => valuesOf(fields, {}));
  /** Places of the presets that are not wanted. */
  const [off, setOff] = useState<number[]>([]);
  const [sources, setSources] = useState<number[] | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const missing = missingOf(fields, values, []);
  const canTest = presets.length > off.length;
  const tryOut = async (id: number) => {
    const test = await sendTest(id);
    client.setQueryData(lastTestOf(id).queryKey, test);
    if (test.outcome !== "delivered") return;
    await call(`/api/connections/${id}`, { method: "PATCH", body: { enabled: true } });
  };
  /** It is switched on once a test event has arrived: nothing is sent with a wrong key. */
  const connect = async (withTest: boolean) => {
    setBusy(true);
    setFault(null);
    try {
      const body = {
        destination: slug,
        name: name.trim(),
        enabled: false,
        sources,
        settings: settingsOf(fields, values),
        // Left out, they are as the destination has them.
        ...(off.length > 0 && {
          subscriptions: presets.map((preset, at) => ({
            ...preset,
            mapping: preset.mapping ?? null,
            enabled: !off.includes(at),
          })),
        }),
      };
      const { id } = await call<Connection>("/api/connections", { method: "POST", body });
      // It exists from here on, so whatever goes wrong now is told on its own page.
      if (withTest) await tryOut(id).catch((error: unknown) => notifications.show({ message: wordsOf(error) }));
      await client.invalidateQueries({ queryKey: ["connections"] });
      navigate(`/destinations/${id}${canTest ? (withTest ? "?tab=test" : "") : "?tab=events"}`);
    } catch (error) {
      setFault(wordsOf(error));
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (missing.length === 0) void connect(canTest);
      }}
    >
      <Stack gap="md">
        <Group wrap="nowrap" align="flex-start" gap="sm">
          <Tile name={kind} />
          <div>
            <Text size="sm">
              <Words text={destination.description} />
            </Text>
            <Text size="xs" c="dimmed" mt={4}>
              {TIERS[destination.tier]}.{" "}
              {/^https?:/.test(destination.documentation) && (
                <Anchor
                  href={destination.documentation}
                  target="_blank"
                  rel="noopener noreferrer"
                  inherit
                  underline="always"
                >
                  Its documentation <IconExternalLink size={12} aria-hidden />
                </Anchor>
              )}
            </Text>
          </div>
        </Group>
        <TextInput
          label="Name"
          description="How it is called here."
          value={name}
          maxLength={200}
          required
          data-autofocus
          // The form may come after the drawer, whose own look for what to focus is over by then.
          autoFocus
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <SettingsFields fields={fields} values={values} secretsSet={[]} onChange={setValues} />
        <SourcesChoice sources={sources} onChange={setSources} />
        <Wanted presets={presets} off={off} onChange={setOff} />
        {fault !== null && (
          <Text size="sm" c="var(--worse)" role="alert">
            {fault}
          </Text>
        )}
        <Group justify="flex-end" gap="xs">
          {canTest && (
            <Button variant="default" disabled={missing.length > 0 || isBusy} onClick={() => void connect(false)}>
              Save without a test
            </Button>
          )}
          <Button type="submit" loading={isBusy} disabled={missing.length > 0 || name.trim() === ""}>
            {canTest ? "Connect and send a test event" : "Save and choose events"}
          </Button>
        </Group>
        {missing.length > 0 && (
          <Text size="xs" c="dimmed" ta="right">
            Still needed: {missing.join(", ")}
          </Text>
        )}
      </Stack>
    </form>
  );
}

/** What it gets from the start, each to be left out. */
function Wanted({
  presets,
  off,
  onChange,
}: {
  presets: Destination["presets"];
  off: readonly number[];
  onChange: (off: number[]) => void;
}) {
  return (
    <Stack gap={8} role="group" aria-label="What it gets">
      <div>
        <Text size="sm" fw={600}>
          What it gets
        </Text>
        <Text size="xs" c="dimmed">
          {presets.length === 0
            ? "You choose next which events it gets."
            : "Afterwards you can change each, and choose exactly which events go."}
        </Text>
      </div>
      {presets.map(({ name, filter }, at) => (
        <Switch
          // A destination's presets don't change while it is looked at.
          // oxlint-disable-next-line no-array-index-key
          key={at}
          label={name}
          description={filterWords(filter)}
          checked={!off.includes(at)}
          onChange={(event) => onChange(event.currentTarget.checked ? off.filter((one) => one !== at) : [...off, at])}
        />
      ))}
    </Stack>
  );
}
