import { Button, Code, Group, SegmentedControl, Text } from "@mantine/core";
import { useId, useState } from "react";
import type { EventJson } from "#core/event-json.ts";
import { IconChevronDown, IconChevronRight } from "#dashboard/icons.ts";
import { propertyName } from "#dashboard/report/labels.ts";
import { valueText } from "#dashboard/report/display-name.ts";
import { kindOf } from "#dashboard/screens/person/kinds.ts";
import { eventSays } from "#dashboard/screens/person/timeline-days.ts";
import type { Times } from "#dashboard/report/times.ts";

/** One event of the timeline; opened, it shows all there is of it. */
export function EventRow({ event, at }: { event: EventJson; at: Times }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { icon: Icon, name: kind } = kindOf(event.type);
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <li>
      <button
        type="button"
        className="person-event-row"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Text span size="xs" c="dimmed" className="number person-event-time">
          {at.clock(event.timestamp)}
        </Text>
        <Icon size={16} stroke={1.7} aria-label={kind} className="person-event-icon" />
        <Text span size="sm" fw={600} className="person-event-name">
          {event.eventName}
        </Text>
        <Text span size="sm" c="dimmed" truncate className="person-event-says">
          {eventSays(event)}
        </Text>
        <Chevron size={16} aria-hidden className="person-event-chevron" />
      </button>
      <div id={id} hidden={!isOpen}>
        {isOpen && <Opened event={event} at={at} />}
      </div>
    </li>
  );
}

function Opened({ event, at }: { event: EventJson; at: Times }) {
  const [shown, setShown] = useState("properties");
  const json = JSON.stringify(event.original, null, 2);
  return (
    <div className="person-event-opened">
      <Group justify="space-between" mb="xs" gap="xs">
        <SegmentedControl
          size="xs"
          aria-label="What is shown of the event"
          data={[
            { value: "properties", label: "Properties" },
            { value: "json", label: "As it was sent" },
          ]}
          value={shown}
          onChange={setShown}
        />
        {shown === "json" && (
          <Button size="compact-xs" variant="subtle" onClick={() => void navigator.clipboard.writeText(json)}>
            Copy
          </Button>
        )}
      </Group>
      {shown === "json" ? (
        <Code block style={{ maxHeight: 380, overflow: "auto" }} tabIndex={0} aria-label="The event as it was sent">
          {json}
        </Code>
      ) : (
        <Properties event={event} at={at} />
      )}
    </div>
  );
}

/** What the site said of it, and what was found out about it on arrival. */
function Properties({ event, at }: { event: EventJson; at: Times }) {
  const isAboutSomebody = event.type === "identify" || event.type === "group";
  const own = Object.entries(isAboutSomebody ? event.traits : event.properties);
  const arrival: [name: string, value: unknown][] = [
    ["When", at.full(event.timestamp)],
    ["Page", event.path],
    ["Place", [event.city, event.region, event.country].filter(Boolean).join(", ")],
    ["Browser", [event.browser, event.browserVersion].filter(Boolean).join(" ")],
    [propertyName("$os"), [event.os, event.osVersion].filter(Boolean).join(" ")],
    [propertyName("$device"), event.device],
    [propertyName("$referring_domain"), event.referringDomain],
    [propertyName("$channel"), event.channel],
    [propertyName("$utm_campaign"), event.utmCampaign],
    ["User id", event.userId],
    ["Device id", event.anonymousId],
  ];
  return (
    <dl className="person-facts">
      {[...own, ...arrival.filter(([, value]) => value !== null && value !== undefined && value !== "")].map(
        ([key, value], place) => (
          <div
            key={`${place < own.length ? "own" : "arrival"} ${key}`}
            className={place === own.length ? "person-facts-next" : ""}
          >
            <dt>{key}</dt>
            <dd>{valueText(value) === "" ? "–" : valueText(value)}</dd>
          </div>
        ),
      )}
    </dl>
  );
}
