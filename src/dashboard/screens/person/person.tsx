import { Anchor, Skeleton, Stack } from "@mantine/core";
import { useCallback, useEffect, useMemo } from "react";
import { Link, useLocation } from "wouter";
import { useSearch } from "#dashboard/report/search.ts";
import { isUnknown, usePerson } from "#dashboard/api/person.ts";
import { IconArrowLeft } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { searchWith } from "#dashboard/report/report-url.ts";
import { displayName } from "#dashboard/report/display-name.ts";
import { Audiences } from "#dashboard/screens/person/audiences.tsx";
import { Ids } from "#dashboard/screens/person/ids.tsx";
import { PersonHeader } from "#dashboard/screens/person/person-header.tsx";
import { Timeline } from "#dashboard/screens/person/timeline.tsx";
import { Touches } from "#dashboard/screens/person/touches.tsx";
import { Traits } from "#dashboard/screens/person/traits.tsx";
import { UnknownPerson } from "#dashboard/screens/person/unknown-person.tsx";
import "#dashboard/screens/person/person.css";

/** The id in the address. Not as the router has it: it decodes once already, and ids may hold any character. */
function idInAddress(): string {
  const text = location.pathname.slice("/people/".length);
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // Written by hand, with a bare %.
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** Everything about somebody: who they are, how that is known, and what they did. */
export default function Person() {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const id = useMemo(() => (path === "" ? "" : idInAddress()), [path]);
  const { data: person, error, refetch } = usePerson(id);
  const shown = useMemo(() => {
    const parameters = new URLSearchParams(search);
    return { names: parameters.getAll("event"), hidden: parameters.getAll("hide") };
  }, [search]);
  const setShown = useCallback(
    ({ names, hidden }: { names: readonly string[]; hidden: readonly string[] }) => {
      const parameters = new URLSearchParams(searchWith(search, { event: null, hide: null }));
      for (const name of names) parameters.append("event", name);
      for (const kind of hidden) parameters.append("hide", kind);
      const text = parameters.toString();
      navigate(location.pathname + (text === "" ? "" : `?${text}`));
    },
    [navigate, search],
  );
  useEffect(() => {
    if (!person) return;
    const before = document.title;
    document.title = `${displayName(person)} · Headwater`;
    return () => {
      document.title = before;
    };
  }, [person]);
  return (
    <>
      <Anchor
        component={Link}
        href="/people"
        size="sm"
        mb="sm"
        display="inline-flex"
        style={{ alignItems: "center", gap: 4 }}
      >
        <IconArrowLeft size={14} aria-hidden /> People
      </Anchor>
      {person === undefined &&
        (error === null ? (
          <PersonSkeleton />
        ) : isUnknown(error) ? (
          <UnknownPerson id={id} />
        ) : (
          <Trouble error={error} again={() => void refetch()} />
        ))}
      {person !== undefined && (
        <>
          <PersonHeader person={person} />
          <div className="person">
            <Stack gap="md">
              <Traits person={person} />
              <Audiences id={person.id} />
              <Ids person={person} />
              <Touches person={person} />
            </Stack>
            <Timeline key={person.id} person={person} shown={shown} onChange={setShown} />
          </div>
        </>
      )}
    </>
  );
}

const PersonSkeleton = () => (
  <>
    <Skeleton height={52} w={320} mb="md" />
    <div className="person">
      <Stack gap="md">
        <Skeleton height={280} />
        <Skeleton height={160} />
      </Stack>
      <Skeleton height={560} />
    </div>
  </>
);
