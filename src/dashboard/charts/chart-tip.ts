import type uPlot from "uplot";
import type { ChartPlan } from "#dashboard/charts/time-chart-options.ts";

const MOST_LINES = 12;

/** The values of the bucket under the pointer, biggest first. */
export function chartTip({ labels, lines, format, incomplete }: ChartPlan): uPlot.Plugin {
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.hidden = true;
  // The table has the same numbers; announcing each move of the pointer would only disturb.
  tip.setAttribute("aria-hidden", "true");
  return {
    hooks: {
      init: (chart) => {
        chart.over.append(tip);
        chart.over.addEventListener("mouseleave", () => {
          tip.hidden = true;
        });
      },
      setCursor: (chart) => {
        const { idx, left = -1 } = chart.cursor;
        if (idx === null || idx === undefined || left < 0) {
          tip.hidden = true;
          return;
        }
        const rows = lines
          .map(({ name, colour, data }) => ({ name, colour, value: data[idx] ?? 0 }))
          .toSorted((a, b) => b.value - a.value);
        tip.replaceChildren(
          titleOf(`${labels[idx] ?? ""}${idx >= labels.length - incomplete ? " (not over yet)" : ""}`),
          ...rows.slice(0, MOST_LINES).map(({ name, colour, value }) => rowOf(name, colour, format(value))),
        );
        tip.hidden = false;
        const room = chart.over.clientWidth - left;
        tip.style.left = room < tip.offsetWidth + 24 ? `${left - tip.offsetWidth - 14}px` : `${left + 14}px`;
        tip.style.top = "8px";
      },
    },
  };
}

function titleOf(text: string): HTMLElement {
  const title = document.createElement("div");
  title.textContent = text;
  title.style.fontWeight = "650";
  return title;
}

function rowOf(name: string, colour: string, value: string): HTMLElement {
  const row = document.createElement("div");
  const dot = document.createElement("i");
  dot.style.background = colour;
  const number = document.createElement("b");
  number.textContent = value;
  row.append(dot, name, number);
  return row;
}
