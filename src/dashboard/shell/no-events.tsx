import { Button, Stack, Text } from "@mantine/core";
import { Link } from "wouter";
import { useHasEvents } from "#dashboard/api/use-arrivals.ts";

/** Nothing to show: why that is, and the way on. */
export function NoEvents() {
  const isEmpty = useHasEvents() === false;
  return (
    <Stack align="center" p="xl" gap="sm">
      <Text fw={600}>{isEmpty ? "No event was received yet" : "Nothing happened in this time"}</Text>
      <Text size="sm" c="dimmed" ta="center" maw={460}>
        {isEmpty
          ? "Put the snippet into your site first: it takes a minute. Then ask again."
          : "Try a longer range or fewer filters. If you expected something, the debugger shows what came and what was refused."}
      </Text>
      <Button component={Link} href={isEmpty ? "/sources" : "/debugger"} variant="light">
        {isEmpty ? "Install the snippet" : "Open the debugger"}
      </Button>
    </Stack>
  );
}
