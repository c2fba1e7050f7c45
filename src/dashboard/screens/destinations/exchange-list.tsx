import { Button, Collapse, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Exchange } from "#dashboard/api/destinations.ts";
import { IconChevronDown } from "#dashboard/icons.ts";
import { number } from "#dashboard/report/labels.ts";
import { Json } from "#dashboard/report/json.tsx";
import { useTimes } from "#dashboard/report/use-times.ts";

/** Requests and what was answered, each to be opened. */
export function ExchangeList({
  exchanges,
  openFirst = false,
}: {
  exchanges: readonly Exchange[];
  openFirst?: boolean;
}) {
  return (
    <Stack gap={0} component="ul" m={0} p={0} style={{ listStyle: "none" }}>
      {exchanges.map((exchange, at) => (
        <Line key={`${exchange.at} ${exchange.url} ${at}`} exchange={exchange} startsOpen={openFirst && at === 0} />
      ))}
    </Stack>
  );
}

function Line({ exchange, startsOpen }: { exchange: Exchange; startsOpen: boolean }) {
  const { at, method, url, status, ms } = exchange;
  const [isOpen, setOpen] = useState(startsOpen);
  const times = useTimes();
  const went = status !== null && status < 400;
  const answer = status === null ? "No answer" : `Answer ${status}`;
  return (
    <li style={{ borderTop: "1px solid var(--line)" }}>
      <Button
        variant="subtle"
        color="gray"
        fullWidth
        justify="space-between"
        px={6}
        h="auto"
        py={8}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        rightSection={<IconChevronDown size={16} style={{ transform: isOpen ? "rotate(180deg)" : "none" }} />}
        styles={{ label: { flex: 1, minWidth: 0 }, inner: { width: "100%" } }}
      >
        <Group gap={10} wrap="nowrap" w="100%" style={{ minWidth: 0 }} component="span">
          <Text
            size="sm"
            fw={650}
            c={went ? "var(--better)" : "var(--worse)"}
            component="span"
            style={{ flex: "none" }}
          >
            {answer}
          </Text>
          <Text size="sm" c="var(--ink)" truncate component="span" style={{ flex: 1, textAlign: "start" }}>
            {method} {url}
          </Text>
          <Text size="xs" c="dimmed" component="span" className="number" visibleFrom="xs" style={{ flex: "none" }}>
            {times.clock(at)} · {number(ms)} ms
          </Text>
        </Group>
      </Button>
      <Collapse expanded={isOpen}>
        {isOpen && (
          <Stack gap="sm" pb="md" px={6}>
            <Part title="Request" text={requestText(exchange)} />
            <Part title={answer} text={readable(exchange.responseBody) || "(empty)"} />
          </Stack>
        )}
      </Collapse>
    </li>
  );
}

function Part({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <Text size="sm" fw={600} mb={-26}>
        {title}
      </Text>
      <Json text={text} what={title} />
    </div>
  );
}

const requestText = ({ method, url, requestHeaders, requestBody }: Exchange): string => {
  const headers = Object.entries(requestHeaders).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${url}`, ...headers, "", readable(requestBody)].join("\n").trimEnd();
};

/** JSON with lines; anything else as it is. */
function readable(body: string | null): string {
  if (body === null) return "";
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch (error) {
    if (error instanceof SyntaxError) return body;
    throw error;
  }
}
