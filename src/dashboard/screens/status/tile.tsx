import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Link } from "wouter";
import type { Finding } from "#core/finding.ts";
import { IconAlertTriangle, IconCheck } from "#dashboard/icons.ts";

/** One number, whether it is all right, and what to do where it isn't. */
export function Tile({
  title,
  value,
  findings,
  well,
  href,
  children,
}: {
  title: string;
  value: string;
  findings: readonly Finding[];
  /** What is said while all is well. */
  well: string;
  href?: string;
  children?: ReactNode;
}) {
  return (
    <section className="card" style={{ padding: 16 }} aria-label={title} data-well={findings.length === 0}>
      {href === undefined ? (
        <Text size="sm" c="dimmed">
          {title}
        </Text>
      ) : (
        <Text component={Link} href={href} size="sm" c="dimmed" className="quiet-link" display="block">
          {title}
        </Text>
      )}
      <Text fz={26} fw={700} lh={1.4} className="number">
        {value}
      </Text>
      {children}
      {findings.length === 0 ? (
        <Said icon={<IconCheck size={16} />} colour="var(--better)" says={well} />
      ) : (
        findings.map(({ key, says, remedy }) => (
          <Said key={key} icon={<IconAlertTriangle size={16} />} colour="var(--worse)" says={says} remedy={remedy} />
        ))
      )}
    </section>
  );
}

function Said({ icon, colour, says, remedy }: { icon: ReactNode; colour: string; says: string; remedy?: string }) {
  return (
    <Group gap={7} wrap="nowrap" align="flex-start" mt={6}>
      <span style={{ color: colour, flex: "none", lineHeight: "22px", height: 20 }} aria-hidden>
        {icon}
      </span>
      <Text size="sm">
        {remedy === undefined ? says : <b>{says}</b>} {remedy}
      </Text>
    </Group>
  );
}
