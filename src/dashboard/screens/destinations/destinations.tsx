import "#dashboard/screens/destinations/destinations.css";
import { Group, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useEffect, useState } from "react";
import { useLocation } from "wouter";
import { useConnections, useDestinations } from "#dashboard/api/destinations.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { searchWith } from "#dashboard/report/report-url.ts";
import { useSearch } from "#dashboard/report/search.ts";
import { Catalogue } from "#dashboard/screens/destinations/catalogue.tsx";
import { ConnectDrawer } from "#dashboard/screens/destinations/connect-drawer.tsx";
import { ConnectionCard } from "#dashboard/screens/destinations/connection-card.tsx";

/** Where events go. `?search=` and `?category=` narrow the catalogue, `?connect=` is the one that is being connected. */
export default function Destinations() {
  const address = useSearch();
  const [path, navigate] = useLocation();
  const parameters = new URLSearchParams(address);
  const show = (changes: Record<string, string | null>, replace = false) =>
    navigate(path + searchWith(address, changes), { replace });
  const destinations = useDestinations();
  const connections = useConnections();
  const all = destinations.data?.destinations;
  const own = connections.data?.connections;
  const connecting = parameters.get("connect");
  const fault = destinations.error ?? connections.error;
  const nameOf = (slug: string) => all?.find((one) => one.slug === slug)?.name ?? slug;
  return (
    <>
      <Title order={1} size="h2">
        Destinations
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        Where your events go: each tool gets them as they come in, with the flip of a switch.
      </Text>
      {fault !== null && (
        <Trouble
          error={fault}
          again={() => {
            void destinations.refetch();
            void connections.refetch();
          }}
        />
      )}
      {fault === null && (all === undefined || own === undefined) && <Loading />}
      {all !== undefined && own !== undefined && (
        <Stack gap="xl">
          <section aria-label="Your connections">
            <Group justify="space-between" mb="sm">
              <Title order={2} size="h4">
                Your connections
              </Title>
            </Group>
            {own.length === 0 ? (
              <Text size="sm" c="dimmed" className="card" p="md">
                Nothing is connected yet. Choose where your events should go: paste its key, send a test event, done.
              </Text>
            ) : (
              <div className="destination-grid">
                {own.map((connection) => (
                  <ConnectionCard
                    key={connection.id}
                    connection={connection}
                    destination={nameOf(connection.destination)}
                  />
                ))}
              </div>
            )}
          </section>
          <SearchedCatalogue
            destinations={all}
            search={parameters.get("search") ?? ""}
            category={parameters.get("category")}
            show={show}
          />
        </Stack>
      )}
      <ConnectDrawer
        entry={all?.find(({ slug }) => slug === connecting) ?? null}
        onClose={() => show({ connect: null })}
      />
    </>
  );
}

const PAUSE_MS = 250;

/** What is typed is found at once, and stands in the address after a pause. */
function SearchedCatalogue({
  search,
  category,
  show,
  ...rest
}: {
  destinations: Parameters<typeof Catalogue>[0]["destinations"];
  search: string;
  category: string | null;
  show: (changes: Record<string, string | null>, replace?: boolean) => void;
}) {
  const [typed, setTyped] = useState(search);
  const [given, setGiven] = useState(search);
  if (given !== search) {
    setGiven(search);
    if (given === typed || typed.trim() !== search) setTyped(search);
  }
  useEffect(() => {
    if (typed === search) return;
    const timer = setTimeout(() => show({ search: typed === "" ? null : typed }, true), PAUSE_MS);
    return () => clearTimeout(timer);
  });
  return (
    <Catalogue
      {...rest}
      search={typed}
      category={category}
      onConnect={(slug) => show({ connect: slug })}
      onChoice={(choice) => {
        if (choice.search !== undefined) setTyped(choice.search);
        if (choice.category !== undefined) {
          show({
            category: choice.category,
            search: (choice.search ?? typed) === "" ? null : (choice.search ?? typed),
          });
        }
      }}
    />
  );
}

const Loading = () => (
  <div className="destination-grid" role="status" aria-label="Loading">
    {Array.from({ length: 12 }, (_, at) => (
      <Skeleton key={at} height={132} />
    ))}
  </div>
);
