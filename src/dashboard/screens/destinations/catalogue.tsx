import { Button, Chip, Group, Stack, Text, TextInput, Title } from "@mantine/core";
import type { DestinationEntry } from "#dashboard/api/destinations.ts";
import { IconSearch } from "#dashboard/icons.ts";
import { plainText } from "#dashboard/screens/destinations/description.ts";
import { categoriesOf, findDestinations, TIERS } from "#dashboard/screens/destinations/find-destinations.ts";
import { Tile } from "#dashboard/screens/destinations/tile.tsx";
import { May } from "#dashboard/controls/may.tsx";
import { useMay } from "#dashboard/api/me.ts";

/** Everything that can be switched on, with search and categories. */
export function Catalogue({
  destinations,
  search,
  category,
  onChoice,
  onConnect,
}: {
  destinations: readonly DestinationEntry[];
  search: string;
  category: string | null;
  onChoice: (choice: { search?: string; category?: string | null }) => void;
  onConnect: (slug: string) => void;
}) {
  const found = findDestinations(destinations, { search, category });
  return (
    <section aria-label="Catalogue">
      <Group justify="space-between" align="flex-end" mb="sm" gap="sm">
        <Title order={2} size="h4">
          Catalogue
        </Title>
        <Text size="sm" c="dimmed" aria-live="polite">
          {found.length} of {destinations.length} destinations
        </Text>
      </Group>
      <TextInput
        aria-label="Search destinations"
        placeholder="Search: Slack, warehouse, e-mail…"
        leftSection={<IconSearch size={16} />}
        value={search}
        onChange={(event) => onChoice({ search: event.currentTarget.value })}
        mb="sm"
        size="md"
      />
      <Chip.Group value={category ?? ""} onChange={(next) => onChoice({ category: next === "" ? null : next })}>
        <Group gap={6} mb="md" role="radiogroup" aria-label="Category">
          <Chip value="" size="sm" variant="outline">
            All
          </Chip>
          {categoriesOf(destinations).map(([name, count]) => (
            <Chip key={name} value={name} size="sm" variant="outline">
              {name} {count}
            </Chip>
          ))}
        </Group>
      </Chip.Group>
      {found.length === 0 ? (
        <Stack align="center" p="xl" gap="sm" className="card">
          <Text fw={600}>Nothing of this name</Text>
          <Text size="sm" c="dimmed" ta="center" maw={460}>
            A webhook reaches any address on the web, so what isn&apos;t here can still get your events.
          </Text>
          <Group gap="xs" justify="center">
            <Button variant="default" onClick={() => onChoice({ search: "", category: null })}>
              Show all
            </Button>
            <May permission="connect">
              <Button onClick={() => onConnect("webhook")}>Connect a webhook</Button>
            </May>
          </Group>
        </Stack>
      ) : (
        <ul className="destination-grid">
          {found.map((destination) => (
            <li key={destination.slug}>
              <Card destination={destination} onConnect={onConnect} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Card({ destination, onConnect }: { destination: DestinationEntry; onConnect: (slug: string) => void }) {
  const { slug, name, description, categories, tier } = destination;
  return (
    <button type="button" className="destination-card" disabled={!useMay("connect")} onClick={() => onConnect(slug)}>
      <Group gap="sm" wrap="nowrap" component="span">
        <Tile name={name} />
        <span style={{ minWidth: 0 }}>
          <Text fw={650} component="span" display="block" truncate>
            <span className="visually-hidden">Connect </span>
            {name}
          </Text>
          <Text size="xs" c="dimmed" component="span" display="block" truncate>
            {categories.join(", ")}
          </Text>
        </span>
      </Group>
      <Text size="sm" component="span" className="destination-says">
        {plainText(description)}
      </Text>
      <Text size="xs" c="dimmed" component="span" mt="auto">
        {TIERS[tier]}
      </Text>
    </button>
  );
}
