import { type Markup, markup } from "#digest/markup.ts";
import type { Change } from "#digest/section.ts";

const COLOURS = { better: "#1b7a3d", worse: "#c02a2a", none: "#566273" };

/** How a number changed, behind it. */
export const changeHtml = ({ text, direction }: Change): Markup =>
  markup` <span class="${direction === "none" ? "dim" : direction}" style="font-size:13px;color:${COLOURS[direction]};white-space:nowrap;">${text}</span>`;
