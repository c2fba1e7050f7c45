import { Anchor, Text, Title } from "@mantine/core";
import type { PersonProfile, Touch } from "#dashboard/api/person.ts";
import { propertyName } from "#dashboard/report/labels.ts";
import { valueText } from "#dashboard/report/display-name.ts";
import { useTimes } from "#dashboard/report/use-times.ts";

const NAMES: Record<string, string> = {
  referring_domain: "Came from",
  referrer: "Linked from",
  landing_page: "First page",
  path: "Path",
  click_ids: "Ad clicks",
};

/** Where somebody came from, first and last, and the groups they are in. */
export function Touches({ person }: { person: PersonProfile }) {
  const at = useTimes();
  const { firstTouch, firstTouchAt, lastTouch, groups } = person;
  if (firstTouch === null && lastTouch === null && groups.length === 0) return null;
  const { ts: lastAt, ...last } = lastTouch ?? { ts: null };
  return (
    <section className="card" aria-label="Where they came from" style={{ padding: 16 }}>
      {firstTouch !== null && (
        <TouchFacts title="First visit" when={firstTouchAt && at.full(firstTouchAt)} touch={firstTouch} />
      )}
      {lastTouch !== null && (
        <TouchFacts title="Last came from" when={lastAt === null ? null : at.full(lastAt)} touch={last} />
      )}
      {groups.length > 0 && (
        <>
          <Title order={2} size="h4" mb="xs">
            Groups
          </Title>
          {groups.map((group) => (
            <div key={group.id} style={{ marginBottom: 8 }}>
              <Text size="sm" fw={600}>
                {valueText(group.traits["name"]) || group.id}
              </Text>
              <Text size="xs" c="dimmed">
                {group.id} · since {at.short(group.since)}
              </Text>
            </div>
          ))}
        </>
      )}
    </section>
  );
}

function TouchFacts({ title, when, touch }: { title: string; when: string | null; touch: Touch }) {
  const facts = Object.entries(touch).filter(([, value]) => value !== null && value !== undefined);
  return (
    <div style={{ marginBottom: 12 }}>
      <Title order={2} size="h4">
        {title}
      </Title>
      {when !== null && (
        <Text size="xs" c="dimmed" mb={4}>
          {when}
        </Text>
      )}
      <dl className="person-facts">
        {facts.map(([key, value]) => (
          <div key={key}>
            <dt>{NAMES[key] ?? propertyName(`$${key}`).replace("$", "")}</dt>
            <dd>
              <Linked text={valueText(value)} />
            </dd>
          </div>
        ))}
      </dl>
      {facts.length === 0 && <Text size="sm">They came by themselves.</Text>}
    </div>
  );
}

const Linked = ({ text }: { text: string }) =>
  /^https?:\/\//i.test(text) ? (
    <Anchor href={text} target="_blank" rel="noopener noreferrer" size="sm" style={{ overflowWrap: "anywhere" }}>
      {text}
    </Anchor>
  ) : (
    <>{text}</>
  );
