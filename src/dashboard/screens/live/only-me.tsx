import { Button, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { useState, useSyncExternalStore } from "react";
import { IconChevronDown, IconUser } from "#dashboard/icons.ts";
import { personName } from "#dashboard/report/labels.ts";
import type { Feed } from "#dashboard/screens/live/feed.ts";
import { couldBeMe, rememberedMe, rememberMe } from "#dashboard/screens/live/me.ts";

/** One person's events, mostly one's own: one click once it is known who that is, and a way to find out. */
export function OnlyMe({
  person,
  feed,
  onChange,
}: {
  person: string | null;
  feed: Feed;
  onChange: (person: string | null) => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  const me = rememberedMe();
  const choose = (next: string) => {
    rememberMe(next);
    setOpen(false);
    setTyped("");
    onChange(next);
  };
  return (
    <Group gap={0} wrap="nowrap">
      <Button
        size="sm"
        variant={person === null ? "default" : "light"}
        aria-pressed={person !== null}
        leftSection={<IconUser size={16} />}
        onClick={() => {
          if (person !== null) onChange(null);
          else if (me !== null) onChange(me);
          else setOpen(true);
        }}
        style={{ borderStartEndRadius: 0, borderEndEndRadius: 0 }}
      >
        {person === null || person === me ? "Only me" : `Only ${/^[ua]:/.test(person) ? personName(person) : person}`}
      </Button>
      <Popover opened={isOpen} onChange={setOpen} trapFocus returnFocus position="bottom-end" width={340}>
        <Popover.Target>
          <Button
            size="sm"
            px={6}
            variant={person === null ? "default" : "light"}
            aria-label="Whose events"
            onClick={() => setOpen(!isOpen)}
            style={{ borderStartStartRadius: 0, borderEndStartRadius: 0, borderInlineStart: 0 }}
          >
            <IconChevronDown size={14} />
          </Button>
        </Popover.Target>
        <Popover.Dropdown>
          <Stack gap="sm">
            <div>
              <Text size="sm" fw={600}>
                Which of them are you?
              </Text>
              <Text size="xs" c="dimmed">
                Open your site in this browser and click something: you appear here. We remember it on this computer.
              </Text>
            </div>
            <Candidates feed={feed} onPick={choose} />
            <form
              onSubmit={(event) => {
                event.preventDefault();
                choose(typed.trim());
              }}
            >
              <TextInput
                label="Or paste your id"
                description="A user id, or the anonymous id of a browser"
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
              <Button type="submit" mt="xs" size="xs" disabled={typed.trim() === ""}>
                Show only me
              </Button>
            </form>
          </Stack>
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}

/** Who it could be, as they come. */
function Candidates({ feed, onPick }: { feed: Feed; onPick: (person: string) => void }) {
  const { rows } = useSyncExternalStore(feed.subscribe, feed.view);
  const candidates = couldBeMe(rows, navigator.userAgent);
  if (candidates.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        Nobody with a browser like yours is in the list yet.
      </Text>
    );
  }
  return candidates.map(({ person, city, country, name }) => (
    <Button
      key={person}
      variant="default"
      justify="space-between"
      size="sm"
      onClick={() => onPick(person)}
      rightSection={
        <Text size="xs" c="dimmed">
          {city ?? country ?? ""} · {name}
        </Text>
      }
    >
      {personName(person)}
    </Button>
  ));
}
