import type { KeyboardEvent } from "react";

const STEPS: Record<string, [row: number, column: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/**
 * Arrow keys go from number to number of a table whose buttons have `data-cell="row column"`: one of them is reached by Tab,
 * the others by arrows, so that a table of hundreds is one stop on the way through the page.
 */
export function useGridKeys() {
  return {
    onKeyDown(event: KeyboardEvent<HTMLElement>) {
      const step = STEPS[event.key];
      if (!step || !(event.target instanceof HTMLElement)) return;
      const [row = 0, column = 0] = (event.target.dataset["cell"] ?? "").split(" ").map(Number);
      if (event.target.dataset["cell"] === undefined) return;
      const next = event.currentTarget.querySelector<HTMLElement>(`[data-cell="${row + step[0]} ${column + step[1]}"]`);
      if (next === null) return;
      event.preventDefault();
      next.focus();
    },
  };
}
