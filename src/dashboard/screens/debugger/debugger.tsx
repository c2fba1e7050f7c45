import { Button, Group, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useLocation } from "wouter";
import { useSearch } from "#dashboard/report/search.ts";
import { useSources } from "#dashboard/api/workspace.ts";
import { IconPlayerPause, IconPlayerPlay } from "#dashboard/icons.ts";
import { searchWith } from "#dashboard/report/report-url.ts";
import { DetailDrawer } from "#dashboard/screens/debugger/detail-drawer.tsx";
import { Filters } from "#dashboard/screens/debugger/filters.tsx";
import { ReasonCounts } from "#dashboard/screens/debugger/reason-counts.tsx";
import { type Shown, useReasonCounts, useStandingRows, useVerdicts } from "#dashboard/screens/debugger/use-verdicts.ts";
import { holds, type Verdict } from "#dashboard/screens/debugger/verdict.ts";
import { VerdictList } from "#dashboard/screens/debugger/verdict-list.tsx";
import "#dashboard/screens/debugger/debugger.css";

const TABS = ["all", "stored", "refused"] as const;
const A_PAGE = 50;
const MOST = 500;

/** What became of everything that came. The address holds the filters, and `?id=` or `?refused=` what is open. */
export default function Debugger() {
  const search = useSearch();
  const [path, navigate] = useLocation();
  const parameters = new URLSearchParams(search);
  const show = (changes: Record<string, string | null>, replace = false) =>
    navigate(path + searchWith(search, changes), { replace });
  const shown: Shown = {
    tab: TABS.find((tab) => tab === parameters.get("tab")) ?? "all",
    source: parameters.get("source"),
    reason: parameters.get("reason"),
  };
  const typed = parameters.get("search") ?? "";
  const [limit, setLimit] = useState(A_PAGE);
  const [isPaused, setPaused] = useState(false);
  const verdicts = useVerdicts(shown, limit, isPaused);
  const counts = useReasonCounts(shown.source, isPaused);
  const standing = useStandingRows(verdicts.rows, verdicts.isReady, JSON.stringify([shown, limit]));
  const sources = useSources().data?.sources ?? [];
  const nameOf = (id: number) =>
    sources.find((source) => source.id === id)?.name ?? (id === 0 ? "No source" : `Source ${id}`);
  const open = (verdict: Verdict) =>
    verdict.kind === "stored"
      ? show({ id: verdict.event.messageId, refused: null })
      : show({ refused: String(verdict.sample.id), id: null });
  const isNarrow = shown.tab !== "all" || shown.source !== null || shown.reason !== null || typed !== "";
  return (
    <>
      <Group justify="space-between" align="flex-end" mb="md" gap="sm">
        <div>
          <Title order={1} size="h2">
            Debugger
          </Title>
          <Text c="dimmed" size="sm">
            What became of every event: stored, or refused and why.
          </Text>
        </div>
        <Button
          variant="default"
          leftSection={isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
          aria-pressed={isPaused}
          onClick={() => setPaused(!isPaused)}
        >
          {isPaused ? "Go on" : "Pause"}
        </Button>
      </Group>
      <ReasonCounts
        counts={counts.data?.counts}
        reasons={counts.data?.reasons ?? {}}
        chosen={shown.reason}
        onChoose={(reason) => show({ reason, ...(reason !== null && { tab: "refused" }) })}
      />
      <section className="card" aria-label="Verdicts">
        <Filters shown={shown} typed={typed} sources={sources} reasons={counts.data?.reasons ?? {}} onChange={show} />
        <VerdictList
          rows={standing.rows.filter((row) => holds(row, typed))}
          waiting={standing.waiting}
          isReady={verdicts.isReady || standing.rows.length > 0}
          isPaused={isPaused}
          isNarrow={isNarrow}
          error={verdicts.error}
          again={verdicts.again}
          nameOf={nameOf}
          onOpen={open}
          onLetIn={standing.letIn}
          onWiden={() => show({ tab: null, source: null, reason: null, search: null })}
          onMore={verdicts.hasMore && limit < MOST ? () => setLimit(Math.min(MOST, limit * 2)) : null}
        />
      </section>
      <DetailDrawer
        messageId={parameters.get("id")}
        refused={parameters.get("refused")}
        rows={verdicts.rows}
        nameOf={nameOf}
        onClose={() => show({ id: null, refused: null })}
      />
    </>
  );
}
