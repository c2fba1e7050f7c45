import { Skeleton, Text, Title } from "@mantine/core";
import { useParams } from "wouter";
import { type Audience, useAudience } from "#dashboard/api/audiences.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { BackLink } from "#dashboard/report/back-link.tsx";
import { isMissing, Missing } from "#dashboard/report/missing.tsx";
import { AudienceForm } from "#dashboard/screens/audience/audience-form.tsx";

/** Makes an audience, or changes one. */
export function Editor() {
  const given = useParams()["id"];
  const id = given === undefined ? null : Number(given);
  const { data, error, refetch } = useAudience(id);
  if (id === null) return <Page audience={null} />;
  if (isMissing(error)) return <Missing title="There is no such audience">It may have been deleted.</Missing>;
  if (data !== undefined) return <Page key={id} audience={data} />;
  return error === null ? (
    <Skeleton height={420} role="status" aria-label="Loading" />
  ) : (
    <Trouble error={error} again={() => void refetch()} />
  );
}

function Page({ audience }: { audience: Audience | null }) {
  return (
    <>
      <BackLink href={audience === null ? "/audiences" : `/audiences/${audience.id}`}>
        {audience?.name ?? "All audiences"}
      </BackLink>
      <Title order={1} size="h2">
        {audience === null ? "New audience" : "Change the audience"}
      </Title>
      <Text c="dimmed" size="sm" mb="md">
        Say whom you mean. What you see beside it is who that is right now.
      </Text>
      <AudienceForm audience={audience} />
    </>
  );
}
