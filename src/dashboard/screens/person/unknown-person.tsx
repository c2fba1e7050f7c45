import { Button, Code, Stack, Text, Title } from "@mantine/core";
import { Link } from "wouter";
import { IconUserOff } from "#dashboard/icons.ts";

/** Nobody has this id. */
export const UnknownPerson = ({ id }: { id: string }) => (
  <section className="card" aria-label="Nobody found">
    <Stack align="center" p="xl" gap="sm">
      <IconUserOff size={40} stroke={1.4} aria-hidden />
      <Title order={1} size="h3">
        Nobody has this id
      </Title>
      <Code style={{ overflowWrap: "anywhere" }}>{id}</Code>
      <Text size="sm" c="dimmed" ta="center" maw={460}>
        Look for a typo. A new person appears some seconds after their first event; somebody who was erased is gone for
        good.
      </Text>
      <Button component={Link} href="/people" variant="light">
        Find somebody else
      </Button>
    </Stack>
  </section>
);
