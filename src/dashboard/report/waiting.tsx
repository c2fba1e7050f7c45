import { Skeleton } from "@mantine/core";

/** Keeps the place of what is on its way, and says so to those who don't see it. */
export const Waiting = ({ height }: { height: number }) => (
  <Skeleton height={height} role="status" aria-label="Loading" />
);
