import { Button, Drawer, Group, Skeleton, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQuery } from "@tanstack/react-query";
import { IconLink } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { findEvent, findSample } from "#dashboard/screens/debugger/find.ts";
import { RefusedDetail } from "#dashboard/screens/debugger/refused-detail.tsx";
import { StoredDetail } from "#dashboard/screens/debugger/stored-detail.tsx";
import { type Verdict, verdictOfEvent } from "#dashboard/screens/debugger/verdict.ts";

/** One verdict, whole: from the list, or looked up where somebody came by a link. */
export function DetailDrawer({
  messageId,
  refused,
  rows,
  nameOf,
  onClose,
}: {
  messageId: string | null;
  refused: string | null;
  rows: readonly Verdict[];
  nameOf: (source: number) => string;
  onClose: () => void;
}) {
  const isOpen = messageId !== null || refused !== null;
  const found = useQuery({
    queryKey: ["debugger", "one", messageId, refused],
    queryFn: async ({ signal }): Promise<Verdict | null> => {
      const near = rows.find((row) =>
        row.kind === "stored" ? row.event.messageId === messageId : String(row.sample.id) === refused,
      );
      if (near !== undefined) return near;
      if (messageId === null) return findSample(refused ?? "", signal);
      const event = await findEvent(messageId, signal);
      return event && verdictOfEvent(event);
    },
    enabled: isOpen,
    staleTime: Infinity,
  });
  const verdict = isOpen ? found.data : undefined;
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
      position="right"
      size="xl"
      title={<Text fw={650}>{verdict?.title ?? "What came"}</Text>}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {isOpen && found.error !== null && <Trouble error={found.error} again={() => void found.refetch()} />}
      {isOpen && found.isPending && (
        <Stack gap="xs" aria-label="Loading">
          {Array.from({ length: 10 }, (_, at) => (
            <Skeleton key={at} height={22} />
          ))}
        </Stack>
      )}
      {verdict === null && (
        <Text size="sm">
          {refused === null
            ? "No event with this id is stored. It may be on its way for a second, or was erased with its person."
            : "This sample isn't kept any more: only the newest 50 of each source and reason are."}
        </Text>
      )}
      {verdict && (
        <Stack gap="md">
          <Group justify="flex-end">
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconLink size={14} />}
              onClick={() =>
                void navigator.clipboard.writeText(linkTo(verdict)).then(
                  () => notifications.show({ message: "The link to this is copied." }),
                  () => notifications.show({ color: "red", message: `Copy it from the address bar: ${location.href}` }),
                )
              }
            >
              Copy link
            </Button>
          </Group>
          {verdict.kind === "stored" ? (
            <StoredDetail verdict={verdict} source={nameOf(verdict.source)} />
          ) : (
            <RefusedDetail verdict={verdict} source={nameOf(verdict.source)} />
          )}
        </Stack>
      )}
    </Drawer>
  );
}

const linkTo = (verdict: Verdict): string =>
  `${location.origin}/debugger?${new URLSearchParams(
    verdict.kind === "stored" ? { id: verdict.event.messageId } : { refused: String(verdict.sample.id) },
  )}`;
