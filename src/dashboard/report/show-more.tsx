import { Button } from "@mantine/core";

/** Asks for the next page of a list, while there is one. */
export const ShowMore = ({
  of: { hasNextPage, isFetchingNextPage, fetchNextPage },
}: {
  of: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
}) =>
  hasNextPage && (
    <Button m="sm" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
      Show more
    </Button>
  );
