import {
  IconActivity,
  IconBolt,
  IconBug,
  IconChartLine,
  IconFilter,
  IconHeartbeat,
  IconLayoutDashboard,
  IconListCheck,
  IconMail,
  IconPlugConnected,
  IconRepeat,
  IconSend,
  IconSettings,
  IconUsers,
  IconUsersGroup,
} from "#dashboard/icons.ts";
import { addressKeeping } from "#dashboard/report/report-url.ts";

/** The screens in the order of the menu, and the letter that goes there after `g`. */
export const SCREENS = [
  { name: "Home", path: "/", letter: "h", icon: IconLayoutDashboard },
  { name: "Live", path: "/live", letter: "l", icon: IconActivity },
  { name: "Segmentation", path: "/segmentation", letter: "s", icon: IconChartLine, kind: "segmentation" },
  { name: "Funnels", path: "/funnels", letter: "f", icon: IconFilter, kind: "funnel" },
  { name: "Retention", path: "/retention", letter: "r", icon: IconRepeat, kind: "retention" },
  { name: "People", path: "/people", letter: "p", icon: IconUsers },
  { name: "Audiences", path: "/audiences", letter: "a", icon: IconUsersGroup },
  { name: "Automations", path: "/automations", letter: "u", icon: IconBolt },
  { name: "Mail", path: "/mail", letter: "m", icon: IconMail },
  { name: "Sources", path: "/sources", letter: "o", icon: IconPlugConnected },
  { name: "Tracking plan", path: "/plan", letter: "n", icon: IconListCheck },
  { name: "Destinations", path: "/destinations", letter: "t", icon: IconSend },
  { name: "Debugger", path: "/debugger", letter: "b", icon: IconBug },
  { name: "Status", path: "/status", letter: "w", icon: IconHeartbeat },
  { name: "Settings", path: "/settings", letter: "e", icon: IconSettings },
] as const;
export type Screen = (typeof SCREENS)[number];

/** Where a screen is, from where one is now: reports take range and filters along. */
export const addressOfScreen = (screen: Screen, search: string): string =>
  "kind" in screen ? addressKeeping(search, screen.kind) : screen.path;
