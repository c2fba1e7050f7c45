import { type KeyboardEvent, type PointerEvent, useCallback, useEffect, useRef, useState } from "react";

/** What is dragged: its place, the place it would have, and how far it is from its own, px. */
export interface Drag {
  from: number;
  to: number;
  by: number;
}

/**
 * Reorders a list by its rows' grips: dragged with a pointer, or moved with the arrow keys, where the focus goes along.
 * Escape lets go of a drag. `said` tells what was moved, for a live region.
 */
export function useReorder(length: number, nameOf: (at: number) => string, onMove: (from: number, to: number) => void) {
  const list = useRef<HTMLOListElement>(null);
  const start = useRef({ y: 0, middles: [] as number[] });
  const wanted = useRef<number | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [said, setSaid] = useState("");
  const isDragging = drag !== null;

  useEffect(() => {
    if (wanted.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-grip="${wanted.current}"]`)?.focus();
    wanted.current = null;
  });
  useEffect(() => {
    if (!isDragging) return;
    const pressed = (event: globalThis.KeyboardEvent) => event.key === "Escape" && setDrag(null);
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [isDragging]);

  const move = useCallback(
    (from: number, to: number) => {
      if (to < 0 || to >= length || to === from) return;
      wanted.current = to;
      setSaid(`${nameOf(from)} is step ${to + 1} of ${length} now.`);
      onMove(from, to);
    },
    [length, nameOf, onMove],
  );

  const grip = (at: number) => ({
    "data-grip": at,
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
      if (by === 0) return;
      event.preventDefault();
      move(at, at + by);
    },
    onPointerDown(event: PointerEvent<HTMLElement>) {
      if (event.button !== 0 || list.current === null) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      const rows = [...list.current.children].map((row) => row.getBoundingClientRect());
      start.current = { y: event.clientY, middles: rows.map(({ top, height }) => top + height / 2) };
      setDrag({ from: at, to: at, by: 0 });
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (drag === null) return;
      const by = event.clientY - start.current.y;
      setDrag({ from: drag.from, to: placeOf(start.current.middles, drag.from, by), by });
    },
    onPointerUp() {
      if (drag === null) return;
      setDrag(null);
      move(drag.from, drag.to);
    },
    onPointerCancel: () => setDrag(null),
  });
  return { list, grip, drag, said };
}

/** The place of a row that was moved by so much: it passes another when its middle passes the other's. */
export function placeOf(middles: readonly number[], from: number, by: number): number {
  const middle = (middles[from] ?? 0) + by;
  const before = middles.filter((other, at) => at !== from && (at < from ? other < middle : other <= middle));
  return before.length;
}
