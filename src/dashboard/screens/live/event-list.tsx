import { Button, Skeleton } from "@mantine/core";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { number } from "#dashboard/report/labels.ts";
import { EventRow } from "#dashboard/screens/live/event-row.tsx";
import type { Feed, FeedView } from "#dashboard/screens/live/feed.ts";
import { rowKey } from "#dashboard/screens/live/messages.ts";
import { useStandstill } from "#dashboard/screens/live/use-standstill.ts";
import { useTimes } from "#dashboard/report/use-times.ts";

/**
 * The events, newest first. The list stands still while paused, and while somebody reads it: scrolled down, with the focus
 * or the moving pointer in it. What comes meanwhile waits behind a button.
 */
export function EventList({
  feed,
  view,
  isPaused,
  open,
}: {
  feed: Feed;
  view: FeedView;
  isPaused: boolean;
  open: (key: string) => void;
}) {
  const list = useRef<HTMLOListElement>(null);
  const around = useRef<HTMLDivElement>(null);
  const standstill = useStandstill(list);
  const isHeld = isPaused || standstill.isReading;
  useEffect(() => {
    feed.hold(isHeld);
    return () => feed.hold(false);
  }, [feed, isHeld]);
  const { clock } = useTimes();
  const [, navigate] = useLocation();
  const clicked = (event: MouseEvent<HTMLElement>) => {
    if (!(event.target instanceof Element)) return;
    const link = event.target.closest("a");
    const key = event.target.closest<HTMLElement>("[data-row]")?.dataset["row"];
    if (link === null && key !== undefined) open(key);
    // What opens another tab or window is the browser's own.
    if (link === null || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(link.pathname);
  };
  const showNew = () => {
    feed.showWaiting();
    // The button goes away; from inside the list the focus would hold it again.
    around.current?.focus({ preventScroll: true });
    if (list.current) list.current.scrollTop = 0;
    if ((list.current?.getBoundingClientRect().top ?? 0) < 56) list.current?.scrollIntoView({ block: "center" });
  };
  return (
    <div ref={around} tabIndex={-1} className="live-list">
      <div className="live-head" aria-hidden="true">
        <span>Time</span>
        <span>Event</span>
        <span>Person</span>
        <span>Place</span>
        <span>Browser</span>
        <span>Came from</span>
      </div>
      {view.waiting > 0 && isHeld && (
        <div className="live-new">
          <Button size="compact-md" radius="xl" onClick={showNew}>
            {number(view.waiting)} new
          </Button>
        </div>
      )}
      <ol
        ref={list}
        className="live-rows"
        aria-label="Events, newest first"
        {...standstill.watch}
        onKeyDown={goUpAndDown}
        onClick={clicked}
      >
        {view.rows.length === 0 && (
          <li aria-label="Loading" style={{ padding: 12 }}>
            {Array.from({ length: 8 }, (_, at) => (
              <Skeleton key={at} height={22} mb={14} />
            ))}
          </li>
        )}
        {view.rows.map((row, at) => (
          <EventRow key={rowKey(row)} row={row} isFirst={at === 0} clock={clock} />
        ))}
      </ol>
    </div>
  );
}

/** Up and down go from row to row, left and right between event and person: the list is one stop on the way by Tab. */
function goUpAndDown(event: KeyboardEvent<HTMLElement>): void {
  if (!(event.target instanceof HTMLElement)) return;
  const row = event.target.closest("li");
  const column = event.target.dataset["column"];
  if (row === null || column === undefined) return;
  const next =
    event.key === "ArrowDown" ? row.nextElementSibling : event.key === "ArrowUp" ? row.previousElementSibling : row;
  const wanted = event.key === "ArrowLeft" ? "event" : event.key === "ArrowRight" ? "person" : column;
  if (next === row && wanted === column) return;
  event.preventDefault();
  (
    next?.querySelector<HTMLElement>(`[data-column=${wanted}]`) ??
    next?.querySelector<HTMLElement>("[data-column=event]")
  )?.focus();
}
