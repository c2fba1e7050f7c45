import { Text } from "@mantine/core";
import { propertyName } from "#dashboard/report/labels.ts";
import { countryName } from "#dashboard/screens/live/country.ts";
import type { EventJson } from "#dashboard/screens/live/messages.ts";
import { useTimes } from "#dashboard/report/use-times.ts";

type Field = [name: string, value: unknown];

/** An event as it is read: what was said with it, then what is known about it. */
export function EventFields({ event }: { event: EventJson }) {
  const { full, zone } = useTimes();
  const { city, region, country } = event;
  const place = [city, region === city ? null : region, country && countryName(country)].filter(Boolean).join(", ");
  return (
    <>
      <Fields title="Properties" fields={Object.entries(event.properties)} isEmptySaid />
      <Fields title="Traits" fields={Object.entries(event.traits)} />
      <Fields
        title="Who and where"
        fields={[
          ["User id", event.userId],
          ["Anonymous id", event.anonymousId],
          ["Place", place],
          ["Browser", versioned(event.browser, event.browserVersion)],
          [propertyName("$os"), versioned(event.os, event.osVersion)],
          ["Device", event.device],
          ["Bot", event.bot],
        ]}
      />
      <Fields
        title="How they came"
        fields={[
          ["Page", event.path],
          [propertyName("$referring_domain"), event.referringDomain],
          ["Channel", event.channel],
          [propertyName("$utm_source"), event.utmSource],
          [propertyName("$utm_medium"), event.utmMedium],
          [propertyName("$utm_campaign"), event.utmCampaign],
        ]}
      />
      <Fields
        title="Event"
        fields={[
          [`Happened (${zone})`, full(event.timestamp)],
          ["Received", full(event.receivedAt)],
          ["Counted as", event.eventName],
          ["Kind", event.type],
          ["Message id", event.messageId],
        ]}
      />
    </>
  );
}

const versioned = (name: string | null, version: string | null): string => [name, version].filter(Boolean).join(" ");

function Fields({ title, fields, isEmptySaid = false }: { title: string; fields: Field[]; isEmptySaid?: boolean }) {
  const given = fields.filter(([, value]) => value !== null && value !== undefined && value !== "");
  if (given.length === 0 && !isEmptySaid) return null;
  return (
    <section aria-label={title} className="live-fields">
      <Text component="h3" size="sm" fw={600} m={0}>
        {title}
      </Text>
      {given.length === 0 ? (
        <Text size="sm" c="dimmed">
          None were sent.
        </Text>
      ) : (
        <dl>
          {given.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{typeof value === "string" ? value : JSON.stringify(value, null, 1)}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
