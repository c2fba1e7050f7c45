import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Asks before something that others will notice. */
export function Confirm({
  title,
  action,
  children,
  fault,
  isBusy,
  isReady = true,
  isGrave = false,
  onConfirm,
  onClose,
}: {
  title: string;
  action: string;
  children: ReactNode;
  fault: string | null;
  isBusy: boolean;
  isReady?: boolean;
  /** It can't be undone. */
  isGrave?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}) {
  return (
    <Modal opened onClose={onClose} title={<Text fw={650}>{title}</Text>} closeButtonProps={{ "aria-label": "Close" }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady) onConfirm();
        }}
      >
        <Stack>
          {children}
          {fault !== null && (
            <Text size="sm" c="var(--worse)" role="alert">
              {fault}
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={isBusy} disabled={!isReady} {...(isGrave && { color: "red.8" })}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
