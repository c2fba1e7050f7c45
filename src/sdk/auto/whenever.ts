import type { Analytics } from "#sdk/api.ts";

/**
 * trackClick, trackLink, trackSubmit and trackForm. The page is left at once: the queue outlives it, so nothing has to wait
 * for an answer as it does in Segment's library.
 */
export const whenever =
  (happens: "click" | "submit", analytics: Analytics): Analytics["trackClick"] =>
  (elements, event, properties, options) => {
    for (const element of elements instanceof Element ? [elements] : Array.from(elements ?? [])) {
      const of = <Value>(value: Value | ((element: Element) => Value)): Value =>
        typeof value === "function" ? (value as (element: Element) => Value)(element) : value;
      element.addEventListener(happens, () => void analytics.track(of(event), of(properties), options));
    }
    return analytics;
  };
