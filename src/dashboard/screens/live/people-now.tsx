import { Group, Skeleton, Text } from "@mantine/core";
import { useMemo } from "react";
import { WorldMap } from "#dashboard/charts/map.tsx";
import { number } from "#dashboard/report/labels.ts";
import { PeopleDrawer } from "#dashboard/report/people-drawer.tsx";
import { countryName } from "#dashboard/screens/live/country.ts";
import type { FeedView } from "#dashboard/screens/live/feed.ts";
import { MinuteBars } from "#dashboard/screens/live/minute-bars.tsx";
import { recentPeople, useCountries } from "#dashboard/screens/live/recent-people.ts";

const LISTED = 7;

/** Who is here: how many, since when, and where on the map. */
export function PeopleNow({
  view,
  isNarrow,
  opened,
  show,
}: {
  view: FeedView;
  isNarrow: boolean;
  /** Whose list is open: minutes, and a country. */
  opened: string | null;
  show: (changes: Record<string, string | null>) => void;
}) {
  const isSomebodyHere = (view.people?.last30 ?? 0) > 0;
  const { countries, isKnown, isError } = useCountries(isSomebodyHere);
  const tints = useMemo(
    () => new Map(countries.filter(({ code }) => code.length === 2).map(({ code, people }) => [code, people])),
    [countries],
  );
  const listed = useMemo(() => (opened === null ? null : { ...listIn(opened), at: Date.now() }), [opened]);
  const said = countries
    .slice(0, LISTED)
    .map(({ code, people }) => `${nameOf(code)} ${people}`)
    .join(", ");
  return (
    <section className="card live-now" aria-label="People now">
      <div className="live-numbers">
        <Group gap={28} align="flex-end" wrap="nowrap">
          <Figure value={view.people?.last5} minutes={5} isMain onClick={() => show({ people: "5" })} />
          <Figure value={view.people?.last30} minutes={30} onClick={() => show({ people: "30" })} />
        </Group>
        <MinuteBars counts={view.minutes} isNarrow={isNarrow} />
      </div>
      <div className="live-countries">
        <Text size="sm" fw={600} component="h2" mb={4}>
          Where they are
        </Text>
        {countries.length === 0 && (!isKnown || isSomebodyHere) && !isError && <Skeleton height={110} />}
        {countries.length === 0 && ((isKnown && !isSomebodyHere) || isError) && (
          <Text size="sm" c="dimmed">
            {isError ? "This can't be counted at the moment; we go on trying." : "Nobody in the last 30 minutes."}
          </Text>
        )}
        <ul>
          {countries.slice(0, LISTED).map(({ code, people }) => (
            <li key={code}>
              <i style={{ width: `${(100 * people) / (countries[0]?.people ?? 1)}%` }} aria-hidden="true" />
              <span>{nameOf(code)}</span>
              <button
                type="button"
                className="behind"
                aria-label={`${people} in ${nameOf(code)}: show the people`}
                onClick={() => show({ people: `30 ${code}` })}
              >
                {number(people)}
              </button>
            </li>
          ))}
        </ul>
      </div>
      <div className="live-map">
        <WorldMap
          tints={tints}
          dots={view.dots}
          label={`Map of where the people of the last 30 minutes are${said === "" ? "" : `: ${said}`}. The list beside it has the numbers.`}
        />
        <Text size="xs" c="dimmed" ta="right">
          Dots: events of the last minute · Colour: people of the last 30 minutes
        </Text>
      </div>
      <PeopleDrawer
        key={opened}
        question={listed && recentPeople(listed.minutes, listed.at, listed.country)}
        title={
          listed === null
            ? ""
            : `People of the last ${listed.minutes} minutes${listed.country === null ? "" : `, ${nameOf(listed.country)}`}`
        }
        onClose={() => show({ people: null })}
      />
    </section>
  );
}

function Figure({
  value,
  minutes,
  isMain = false,
  onClick,
}: {
  value: number | undefined;
  minutes: number;
  isMain?: boolean;
  onClick: () => void;
}) {
  return (
    <div>
      {value === undefined ? (
        <Skeleton height={isMain ? 44 : 30} width={72} />
      ) : (
        <button
          type="button"
          className="behind live-figure"
          data-main={isMain}
          data-minutes={minutes}
          aria-label={`${number(value)} people in the last ${minutes} minutes: show them`}
          onClick={onClick}
        >
          {number(value)}
        </button>
      )}
      <Text size="sm" c="dimmed">
        {isMain ? `${value === 1 ? "person" : "people"}, last ${minutes} min` : `last ${minutes} min`}
      </Text>
    </div>
  );
}

/** `30 DE` is Germany in the last 30 minutes. */
function listIn(text: string): { minutes: 5 | 30; country: string | null } {
  const [minutes, country] = text.split(" ");
  return { minutes: minutes === "5" ? 5 : 30, country: country ?? null };
}

const nameOf = (code: string): string =>
  code === "$none" ? "Place not known" : code === "$other" ? "Elsewhere" : countryName(code);
