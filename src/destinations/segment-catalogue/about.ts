import type { Action, Category, Preset } from "#destinations/contract.ts";

/** What is known of a destination without its code: what the build writes down, and the screens show. */
export interface About {
  slug: string;
  name: string;
  description: string;
  category: Category;
  tier: "curated" | "catalogue";
  documentation: string;
  settings: readonly SettingField[];
  actions: Readonly<Record<string, Action>>;
  presets: readonly Preset[];
  /** Requests say who they are from by more than the user agent, and that says Headwater. */
  branded: boolean;
}

export type AboutEntry = Pick<About, "slug" | "name" | "description" | "category" | "tier">;

export interface SettingField {
  name: string;
  title: string;
  description: string;
  type: "string" | "number" | "boolean";
  required: boolean;
  secret: boolean;
  /** A text has to be an address. */
  url: boolean;
  choices?: readonly { value: string; label: string }[];
  default?: string | number | boolean;
}

/** The setting that holds what Segment gets by OAuth; with us it is pasted. */
export const TOKEN_SETTING = "accessToken";
