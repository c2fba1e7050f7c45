import { Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiProblem } from "#dashboard/api/client.ts";

/** Is this the answer that there is no such thing? */
export const isMissing = (error: Error | null): boolean =>
  error instanceof ApiProblem && (error.status === 404 || error.status === 400);

/** In the place of something that isn't there (any more). */
export const Missing = ({ title, children }: { title: string; children: ReactNode }) => (
  <Stack align="center" p="xl" gap="sm" className="card">
    <Title order={1} size="h4">
      {title}
    </Title>
    <Text size="sm" c="dimmed" ta="center" maw={460}>
      {children}
    </Text>
  </Stack>
);
