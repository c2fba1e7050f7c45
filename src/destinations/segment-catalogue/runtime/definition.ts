/** What we read of one of Segment's destinations (`DestinationDefinition` of actions-core), and no more. */
export interface Definition {
  name: string;
  slug?: string;
  description?: string;
  authentication?: Authentication;
  extendRequest?: (bundle: Bundle) => object;
  actions: Record<string, ActionDefinition>;
  presets?: readonly DefinedPreset[];
}

export interface Authentication {
  scheme: string;
  fields?: Record<string, Field>;
}

export interface ActionDefinition {
  title: string;
  description?: string;
  defaultSubscription?: string;
  hidden?: boolean;
  fields: Record<string, Field>;
  syncMode?: { default?: string };
  perform: (request: unknown, bundle: Bundle) => unknown;
  performBatch?: (request: unknown, bundle: Bundle) => unknown;
}

export interface Field {
  label?: string;
  description?: string;
  type: "string" | "text" | "number" | "integer" | "datetime" | "boolean" | "password" | "object";
  format?: string;
  required?: boolean | object;
  multiple?: boolean;
  choices?: readonly (string | { value: string | number; label: string })[] | boolean;
  default?: unknown;
  properties?: Record<string, Field>;
  depends_on?: unknown;
}

export interface DefinedPreset {
  name: string;
  subscribe?: string;
  partnerAction: string;
  mapping?: Record<string, unknown>;
  type?: string;
}

/** What Segment hands `perform` beside the request; `payload` is one, or in a batch all of them. */
export interface Bundle {
  payload: unknown;
  settings: Record<string, unknown>;
  auth: { accessToken: string; refreshToken: string };
  rawData: unknown;
  [context: string]: unknown;
}
