import { ActionIcon, Text, Title, Tooltip } from "@mantine/core";
import { useState } from "react";
import type { PersonProfile, TraitValue } from "#dashboard/api/person.ts";
import { IconHistory } from "#dashboard/icons.ts";
import { isInstant, valueText } from "#dashboard/report/display-name.ts";
import { useTimes } from "#dashboard/report/use-times.ts";

/** What is known of somebody, and what it was before. */
export function Traits({ person }: { person: PersonProfile }) {
  const removed = Object.keys(person.traitHistory).filter((key) => !Object.hasOwn(person.traits, key));
  const keys = [...Object.keys(person.traits), ...removed];
  return (
    <section className="card" aria-label="What is known" style={{ padding: 16 }}>
      <Title order={2} size="h4" mb="xs">
        What is known
      </Title>
      {keys.length === 0 && (
        <Text size="sm" c="dimmed">
          Nothing yet. When they sign in, tell who they are with <code>identify</code>: name, e-mail, plan.
        </Text>
      )}
      <dl className="person-facts">
        {keys.map((key) => (
          <Trait key={key} name={key} value={person.traits[key]} history={person.traitHistory[key] ?? []} />
        ))}
      </dl>
    </section>
  );
}

function Trait({ name, value, history }: { name: string; value: unknown; history: TraitValue[] }) {
  const [isOpen, setOpen] = useState(false);
  const at = useTimes();
  const [newest] = history;
  const text = isInstant(value) ? at.full(value) : valueText(value);
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <div style={{ display: "flex", gap: 6, alignItems: "flex-start", justifyContent: "space-between" }}>
          <Text span size="sm" style={{ overflowWrap: "anywhere" }} {...(text === "" && { c: "dimmed" })}>
            {text === "" ? "removed" : text}
          </Text>
          {newest?.from && (
            <Tooltip label={history.length > 1 ? `${history.length} values so far` : `Since ${at.full(newest.from)}`}>
              <ActionIcon
                size={24}
                variant={history.length > 1 ? "light" : "subtle"}
                color={history.length > 1 ? "tide" : "gray"}
                aria-label={`History of ${name}`}
                aria-expanded={isOpen}
                onClick={() => setOpen(!isOpen)}
              >
                <IconHistory size={14} />
              </ActionIcon>
            </Tooltip>
          )}
        </div>
        {isOpen && (
          <ul className="person-history">
            {history.map((one) => (
              <li key={`${one.from ?? ""} ${one.messageId}`}>
                <Text span size="xs" fw={600}>
                  {one.value === null ? "removed" : valueText(one.value)}
                </Text>{" "}
                <Text span size="xs" c="dimmed">
                  since {one.from === null ? "always" : at.full(one.from)}
                </Text>
              </li>
            ))}
          </ul>
        )}
      </dd>
    </div>
  );
}
