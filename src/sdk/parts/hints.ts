import type { Analytics, Fields } from "#sdk/api.ts";

/** What user agents no longer say by themselves: https://wicg.github.io/ua-client-hints/ */
const WANTED = ["fullVersionList", "model", "platformVersion"];

interface Hinting {
  userAgentData?: { getHighEntropyValues(names: string[]): Promise<Fields> };
}

/** True versions of browser and system, and a phone's model, on each event from when the browser has said them. */
const { analytics } = document.currentScript as HTMLScriptElement & { analytics: Analytics };
void listen();

async function listen(): Promise<void> {
  const userAgentData = await (navigator as Hinting).userAgentData?.getHighEntropyValues(WANTED);
  if (!userAgentData) return;
  analytics.addSourceMiddleware(({ payload, next }) => {
    payload.obj.context = { userAgentData, ...payload.obj.context };
    next(payload);
  });
}
