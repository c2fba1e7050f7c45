import { Text } from "@mantine/core";
import type { ReactNode } from "react";

/** Several controls under one label; each has a name of its own for those who don't see it. */
export const Labelled = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <Text size="sm" fw={600} mb={4}>
      {label}
    </Text>
    {children}
  </div>
);
