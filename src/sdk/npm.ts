import type { Analytics, Settings, Source } from "#sdk/api.ts";
import { start } from "#sdk/start.ts";

/** The build for bundlers: as Segment's `AnalyticsBrowser.load`. An address without a path is the deployment itself. */
export const AnalyticsBrowser = {
  load({ writeKey, host, cdnURL }: Source, settings: Settings = {}): Analytics {
    const { origin, pathname } = new URL(host ?? cdnURL ?? "", location.href);
    return start(origin + (pathname.replace(/\/$/, "") || "/v1"), writeKey, settings);
  },
};
