import { Anchor, Text } from "@mantine/core";
import { Link } from "wouter";
import { type Audience, useSizes } from "#dashboard/api/audiences.ts";
import { Sparkline } from "#dashboard/charts/sparkline.tsx";
import { sentenceOfWhere } from "#dashboard/controls/people/people-question.ts";
import { AudienceState } from "#dashboard/report/audience-state.tsx";
import { evenSizes } from "#dashboard/report/even-sizes.ts";
import { number } from "#dashboard/report/labels.ts";

/** An audience among others. */
export function AudienceRow({ audience }: { audience: Audience }) {
  const { id, name, where, size, state, error } = audience;
  const { sizes } = evenSizes(useSizes(id).data?.points ?? [], Date.now());
  return (
    <li className="audience-row" data-audience={name}>
      <div style={{ minWidth: 0 }}>
        <Anchor component={Link} href={`/audiences/${id}`} fw={650} c="inherit" display="block" truncate>
          {name}
        </Anchor>
        <Text size="sm" c="dimmed" lineClamp={2}>
          {sentenceOfWhere(where)}
        </Text>
        {state === "failed" && error !== null && (
          <Text size="sm" c="var(--worse)" style={{ overflowWrap: "anywhere" }}>
            {error}
          </Text>
        )}
      </div>
      <div>
        {sizes.length > 1 && (
          <Sparkline data={sizes.map((one) => one.size)} incomplete={0} label={`Size of ${name} over time`} />
        )}
      </div>
      <Text className="number" ta={{ sm: "right" }} style={{ whiteSpace: "nowrap" }}>
        <Text span fw={700} fz={20} data-people={size}>
          {number(size)}
        </Text>{" "}
        <Text span size="sm" c="dimmed">
          {size === 1 ? "person" : "people"}
        </Text>
      </Text>
      <AudienceState audience={audience} />
    </li>
  );
}
