import { startTransition, useEffect, useState } from "react";
import { openFeed } from "#dashboard/screens/live/feed.ts";
import type { LiveChoice } from "#dashboard/screens/live/live-filter.ts";

/** The feed of what the address chooses, for as long as the screen is open. */
export function useFeed(choice: LiveChoice) {
  const [feed] = useState(() => openFeed(choice));
  const [view, setView] = useState(feed.view);
  // As a transition, drawing hundreds of new rows makes way for whoever types or clicks meanwhile.
  useEffect(() => feed.subscribe(() => startTransition(() => setView(feed.view()))), [feed]);
  useEffect(() => {
    feed.start();
    return () => feed.close();
  }, [feed]);
  useEffect(() => feed.choose(choice), [feed, choice]);
  return { feed, view };
}
