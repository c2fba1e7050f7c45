import { Skeleton, Stack } from "@mantine/core";
import type { ReactNode } from "react";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { BackLink } from "#dashboard/report/back-link.tsx";
import { isMissing, Missing } from "#dashboard/report/missing.tsx";

/** The page of one thing: the way back to all of them, and what stands there while it is on its way, missing or in trouble. */
export function OneOfMany<Known>({
  of: { data, error, refetch },
  back,
  backTo,
  missing,
  children,
}: {
  of: { data: Known | undefined; error: Error | null; refetch: () => Promise<unknown> };
  back: string;
  backTo: string;
  /** Said where there is none. */
  missing: string;
  children: (known: Known) => ReactNode;
}) {
  return (
    <>
      <BackLink href={backTo}>{back}</BackLink>
      {isMissing(error) && <Missing title={missing}>It may have been deleted.</Missing>}
      {error !== null && !isMissing(error) && data === undefined && (
        <Trouble error={error} again={() => void refetch()} />
      )}
      {error === null && data === undefined && (
        <Stack role="status" aria-label="Loading">
          <Skeleton height={56} maw={420} />
          <Skeleton height={240} />
        </Stack>
      )}
      {data !== undefined && !isMissing(error) && children(data)}
    </>
  );
}
