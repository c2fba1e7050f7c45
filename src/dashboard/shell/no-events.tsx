import { Button, Stack, Text } from "@mantine/core";
import { Link } from "wouter";

/** Nothing to show: why that may be, and the way on. */
export function NoEvents() {
  return (
    <Stack align="center" p="xl" gap="sm">
      <Text fw={600}>Nothing happened in this time</Text>
      <Text size="sm" c="dimmed" ta="center" maw={460}>
        Try a longer range or fewer filters. If no event was ever received, put the snippet into your site first: it
        takes a minute.
      </Text>
      <Button component={Link} href="/sources" variant="light">
        Open Sources
      </Button>
    </Stack>
  );
}
