import { Anchor } from "@mantine/core";
import { Link } from "wouter";
import { IconArrowLeft } from "#dashboard/icons.ts";

/** The way back to the list that a page is of. */
export const BackLink = ({ href, children }: { href: string; children: string }) => (
  <Anchor
    component={Link}
    href={href}
    size="sm"
    display="inline-flex"
    style={{ alignItems: "center", gap: 4 }}
    mb="xs"
    mih={24}
  >
    <IconArrowLeft size={15} aria-hidden /> {children}
  </Anchor>
);
