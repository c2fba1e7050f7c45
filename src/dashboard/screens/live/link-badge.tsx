import { Badge, Button, Group } from "@mantine/core";
import { useNow } from "#dashboard/report/use-now.ts";
import type { LinkState } from "#dashboard/screens/live/live-socket.ts";

/** Is what one sees what happens? */
export function LinkBadge({ link, isPaused, retryNow }: { link: LinkState; isPaused: boolean; retryNow: () => void }) {
  const state = link.is !== "open" ? "away" : isPaused ? "paused" : "live";
  return (
    <Group gap={6}>
      <span role="status">
        <Badge className="live-badge" data-state={state} size="lg" variant="default" leftSection={<i aria-hidden />}>
          {state === "live"
            ? "Connected"
            : state === "paused"
              ? "Paused"
              : link.is === "connecting"
                ? "Connecting"
                : "Reconnecting"}
        </Badge>
      </span>
      {link.is === "waiting" && <Retry at={link.retryAt} retryNow={retryNow} />}
    </Group>
  );
}

function Retry({ at, retryNow }: { at: number; retryNow: () => void }) {
  const seconds = Math.max(0, Math.ceil((at - useNow(500)) / 1_000));
  return (
    <Button size="compact-sm" variant="subtle" onClick={retryNow}>
      {seconds > 2 ? `In ${seconds} s · try now` : "Try now"}
    </Button>
  );
}
