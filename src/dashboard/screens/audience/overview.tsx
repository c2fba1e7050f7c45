import "#dashboard/screens/audience/audience.css";
import { Stack, Tabs } from "@mantine/core";
import { useLocation, useParams } from "wouter";
import { type Audience as AudienceKnown, useAudience } from "#dashboard/api/audiences.ts";
import { OneOfMany } from "#dashboard/report/one-of-many.tsx";
import { searchWith } from "#dashboard/report/report-url.ts";
import { useSearch } from "#dashboard/report/search.ts";
import { useTitle } from "#dashboard/report/use-title.ts";
import { AudienceHeader } from "#dashboard/screens/audience/audience-header.tsx";
import { Changes } from "#dashboard/screens/audience/changes.tsx";
import { Lists } from "#dashboard/screens/audience/lists.tsx";
import { Members } from "#dashboard/screens/audience/members.tsx";
import { Situation } from "#dashboard/screens/audience/situation.tsx";
import { SizeChart } from "#dashboard/screens/audience/size-chart.tsx";
import { UsedIn } from "#dashboard/screens/audience/used-in.tsx";

/** One audience: how large it is and was, who is in it, who came and went. `?tab=` is the list that is shown. */
export function Overview() {
  const id = Number(useParams()["id"]);
  const audience = useAudience(id);
  useTitle(audience.data?.name);
  return (
    <OneOfMany of={audience} back="All audiences" backTo="/audiences" missing="There is no such audience">
      {(known) => <Known key={id} audience={known} />}
    </OneOfMany>
  );
}

function Known({ audience }: { audience: AudienceKnown }) {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const tab = new URLSearchParams(search).get("tab") === "changes" ? "changes" : "members";
  return (
    <>
      <AudienceHeader audience={audience} />
      <Situation audience={audience} />
      <div className="audience-parts">
        <Stack gap="md">
          <SizeChart audience={audience} />
          <section className="card" aria-label="People">
            <Tabs
              value={tab}
              keepMounted={false}
              onChange={(next) => navigate(path + searchWith(search, { tab: next === "members" ? null : next }))}
            >
              <Tabs.List px="sm" aria-label="Lists of people">
                <Tabs.Tab value="members">Who is in it</Tabs.Tab>
                <Tabs.Tab value="changes">Who entered and left</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="members">
                <Members id={audience.id} />
              </Tabs.Panel>
              <Tabs.Panel value="changes">
                <Changes id={audience.id} />
              </Tabs.Panel>
            </Tabs>
          </section>
        </Stack>
        <Stack gap="md">
          <UsedIn audience={audience} />
          <Lists audience={audience} />
        </Stack>
      </div>
    </>
  );
}
