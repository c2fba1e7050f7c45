import { type FocusEvent, type PointerEvent, type RefObject, useEffect, useMemo, useRef, useState } from "react";

/** A pointer that lies still for so long is forgotten rather than reading, ms. */
const POINTS_FOR_MS = 3_000;
/** Of the page's own bar: what is above this is scrolled away. */
const BAR_PX = 56;
const SLACK_PX = 8;

/** Does somebody read the list? Then nothing in it may move. `watch` belongs onto the list. */
export function useStandstill(list: RefObject<HTMLElement | null>) {
  const [isScrolled, setScrolled] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const [isPointed, setPointed] = useState(false);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    const look = () => {
      const element = list.current;
      if (element === null) return;
      setScrolled(element.scrollTop > SLACK_PX || element.getBoundingClientRect().top < BAR_PX - SLACK_PX);
    };
    // Captured: the list's own scrolling does not bubble.
    addEventListener("scroll", look, { capture: true, passive: true });
    return () => {
      removeEventListener("scroll", look, { capture: true });
      clearTimeout(rest.current);
    };
  }, [list]);
  const watch = useMemo(
    () => ({
      onFocus: () => setFocus(true),
      onBlur: (event: FocusEvent<HTMLElement>) => setFocus(event.currentTarget.contains(event.relatedTarget)),
      onPointerMove: ({ pointerType, movementX, movementY }: PointerEvent) => {
        // Browsers also tell of a move where only what is below the pointer did.
        if (pointerType !== "mouse" || (movementX === 0 && movementY === 0)) return;
        clearTimeout(rest.current);
        rest.current = setTimeout(() => setPointed(false), POINTS_FOR_MS);
        setPointed(true);
      },
      onPointerLeave: () => {
        clearTimeout(rest.current);
        setPointed(false);
      },
    }),
    [],
  );
  return { isReading: isScrolled || hasFocus || isPointed, watch };
}
