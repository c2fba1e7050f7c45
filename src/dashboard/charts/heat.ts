import type { CSSProperties } from "react";

/** A part of a whole, 0–100, for style sheets to draw. */
export const partStyle = (part: number): CSSProperties => ({ "--part": part }) as CSSProperties;

/** The bar's colour is mixed into the ground by this much at most: the ink stays readable on it, by day and by night. */
const MOST_HEAT = 50;

/** How warm a cell is, in % of colour: of the warmest one, so that small differences are seen. */
export const heatStyle = (value: number, most: number): CSSProperties =>
  ({ "--heat": `${most <= 0 ? 0 : Math.round((MOST_HEAT * value) / most)}%` }) as CSSProperties;
