import { isObject, type JsonObject, storableText } from "#core/json.ts";
import { deviceOfOs } from "#ingest/user-agent.ts";

/** What a mobile library says of the device its app runs on, in context.os, context.device and context.screen. */
export interface AppDevice {
  os: string | null;
  osVersion: string | null;
  /** desktop, mobile, tablet or tv. */
  device: string | null;
}

/** Apple has renamed its systems and libraries pass on whichever name the device knows; an iPad's is counted as iOS, as in browsers. */
const SYSTEM_BY_NAME: Record<string, string> = {
  ios: "iOS",
  ipados: "iOS",
  "iphone os": "iOS",
  android: "Android",
  macos: "macOS",
  "mac os x": "macOS",
  "mac os": "macOS",
  tvos: "tvOS",
  watchos: "watchOS",
  windows: "Windows",
  linux: "Linux",
};
const DEVICES = new Set(["desktop", "mobile", "tablet", "tv"]);
const MAX_TEXT = 64;

const text = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? storableText(value.trim().slice(0, MAX_TEXT)) : null;
const systemOf = (name: string | null): string | null => {
  const key = name?.toLowerCase() ?? "";
  return Object.hasOwn(SYSTEM_BY_NAME, key) ? (SYSTEM_BY_NAME[key] ?? name) : name;
};

/** Null where the event says nothing of its device, as browsers' and servers' events do. */
export function appDeviceOf(context: JsonObject): AppDevice | null {
  const os = isObject(context["os"]) ? context["os"] : null;
  const device = isObject(context["device"]) ? context["device"] : null;
  if (os === null && device === null) return null;
  const type = text(device?.["type"])?.toLowerCase() ?? null;
  // Segment's libraries write the system into device.type: "ios", "android".
  const system = systemOf(text(os?.["name"]) ?? (type !== null && Object.hasOwn(SYSTEM_BY_NAME, type) ? type : null));
  const version = os?.["version"];
  return {
    os: system,
    osVersion: text(typeof version === "number" ? String(version) : version),
    device: kindOf(type, text(device?.["model"]), context["screen"], system),
  };
}

function kindOf(type: string | null, model: string | null, screen: unknown, os: string | null): string | null {
  if (type !== null && DEVICES.has(type)) return type;
  if (model?.startsWith("iPad")) return "tablet";
  if (model?.startsWith("AppleTV")) return "tv";
  if (os === "Android" && isWide(screen)) return "tablet";
  return deviceOfOs(os);
}

/**
 * Android's own line between phones and tablets: 600 density-independent pixels on the shorter side.
 * https://developer.android.com/training/multiscreen/screensizes
 */
function isWide(screen: unknown): boolean {
  if (!isObject(screen)) return false;
  const { width, height, density } = screen;
  if (typeof width !== "number" || typeof height !== "number" || typeof density !== "number") return false;
  return density > 0 && Math.min(width, height) / density >= 600;
}
