import { Anchor, Button, Drawer, Group, Pagination, Skeleton, Stack, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import type { PeopleListed } from "#core/answer.ts";
import { answerCsv, type Asked, useAnswer } from "#dashboard/api/answer.ts";
import { IconDownload } from "#dashboard/icons.ts";
import { Trouble } from "#dashboard/report/answer-frame.tsx";
import { number, personName } from "#dashboard/report/labels.ts";
import { saveFile } from "#dashboard/report/save-file.ts";

const PAGE = 50;

/**
 * The people behind a number: the same question with the cell it stands in, so the list is as long as the number says.
 * `question` is null while none is open.
 */
export function PeopleDrawer({
  question,
  title,
  onClose,
  actions,
  note,
}: {
  question: Asked | null;
  title: string;
  onClose: () => void;
  /** More that can be done with these people. */
  actions?: React.ReactNode;
  /** What there is to know about these people, or about what can be done with them. */
  note?: string | undefined;
}) {
  const asking = useAnswer<{ people?: PeopleListed[] }>(question);
  const [page, setPage] = useState(1);
  const list = asking.isOld || question === null ? undefined : asking.answer?.people?.[0];
  const ids = list?.ids ?? list?.rows?.map(({ id }) => id) ?? [];
  useFocusBack(question !== null);
  const lastDone = new Map(list?.last?.map(({ id, event }) => [id, event]));
  return (
    <Drawer
      opened={question !== null}
      onClose={onClose}
      position="right"
      size="md"
      title={<Text fw={650}>{title}</Text>}
      closeButtonProps={{ "aria-label": "Close the list" }}
    >
      {question !== null && asking.error !== null && <Trouble error={asking.error} again={asking.again} />}
      {!list && asking.error === null && (
        <Stack gap="xs">
          {Array.from({ length: 8 }, (_, at) => (
            <Skeleton key={at} height={28} />
          ))}
        </Stack>
      )}
      {list && (
        <Stack gap="sm">
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              <span data-people-count={list.count}>{number(list.count)}</span> {list.count === 1 ? "person" : "people"}
            </Text>
            <Group gap="xs">
              {actions}
              <Button
                size="compact-sm"
                variant="default"
                leftSection={<IconDownload size={14} />}
                onClick={() => {
                  if (question !== null) void answerCsv(question).then((csv) => saveFile("people.csv", csv));
                }}
              >
                CSV
              </Button>
            </Group>
          </Group>
          {note !== undefined && (
            <Text size="xs" c="dimmed">
              {note}
            </Text>
          )}
          <Stack gap={2} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
            {ids.slice((page - 1) * PAGE, page * PAGE).map((id) => (
              <Group key={id} component="li" justify="space-between" wrap="nowrap" py={6}>
                <Anchor component={Link} href={`/people/${encodeURIComponent(id)}`} size="sm" truncate>
                  {personName(id)}
                </Anchor>
                {lastDone.has(id) && (
                  <Text size="xs" c="dimmed" truncate>
                    then {lastDone.get(id)}
                  </Text>
                )}
              </Group>
            ))}
          </Stack>
          {list.count === 0 && <Text size="sm">Nobody.</Text>}
          {ids.length > PAGE && (
            <Pagination
              size="sm"
              value={page}
              onChange={setPage}
              total={Math.ceil(ids.length / PAGE)}
              getControlProps={(control) => ({ "aria-label": `${control} page` })}
            />
          )}
        </Stack>
      )}
    </Drawer>
  );
}

/** Closing the list brings the focus back to the number that opened it. Lists have keys of their own, so it is noted here. */
function useFocusBack(isOpen: boolean): void {
  const opener = useRef<Element | null>(null);
  if (isOpen) opener.current ??= document.activeElement;
  useEffect(() => {
    if (!isOpen) return;
    return () => {
      const element = opener.current;
      opener.current = null;
      // After the drawer has let go of it.
      setTimeout(() => element instanceof HTMLElement && element.isConnected && element.focus({ preventScroll: true }));
    };
  }, [isOpen]);
}
