import "#dashboard/screens/audiences/audiences.css";
import { useAudiences } from "#dashboard/api/audiences.ts";
import { Collection } from "#dashboard/report/collection.tsx";
import { AudienceRow } from "#dashboard/screens/audiences/audience-row.tsx";

const NONE = {
  title: "No audience yet",
  says:
    "Say whom you mean, such as women over 35 who ordered at least three times. You see who that is while you write, " +
    "and whoever becomes so later enters within a minute. An automation can then write to each of them, once.",
};

/** Saved groups of people: how many are in each, and whether that is up to date. */
export default function Audiences() {
  const audiences = useAudiences();
  return (
    <Collection
      title="Audiences"
      says="People who have something in common, kept up to date by themselves."
      make="New audience"
      makeAt="/audiences/new"
      permission="analyse"
      of={audiences}
      all={audiences.data?.audiences}
      rowHeight={72}
      row={(audience) => <AudienceRow key={audience.id} audience={audience} />}
      none={NONE}
    />
  );
}
