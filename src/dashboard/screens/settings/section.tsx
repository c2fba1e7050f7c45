import { Text, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** A card with a heading, and what it is about in a sentence. */
export function Section({ title, says, children }: { title: string; says: string; children: ReactNode }) {
  return (
    <section className="card" aria-label={title} style={{ padding: 20, marginBottom: 16 }}>
      <Title order={2} size="h4">
        {title}
      </Title>
      <Text size="sm" c="dimmed" mb="md">
        {says}
      </Text>
      {children}
    </section>
  );
}
