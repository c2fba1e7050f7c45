import { IconActivity, IconDeviceDesktop, IconLink, IconUser, IconUsers, IconWorld } from "#dashboard/icons.ts";

/** Kinds of calls, in the words of somebody who doesn't know the calls. */
export const KINDS: Record<string, { name: string; icon: typeof IconActivity }> = {
  track: { name: "Actions", icon: IconActivity },
  page: { name: "Pages", icon: IconWorld },
  screen: { name: "App screens", icon: IconDeviceDesktop },
  identify: { name: "Said who they are", icon: IconUser },
  group: { name: "Joined a group", icon: IconUsers },
  alias: { name: "Ids joined", icon: IconLink },
};

export const kindOf = (type: string) => KINDS[type] ?? { name: type, icon: IconActivity };
