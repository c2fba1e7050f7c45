import file from "./vectors.json";

/** One message of a vector; `touch` is what the visit says of itself. */
export interface Op {
  type: "track" | "page" | "screen" | "identify" | "group" | "alias";
  messageId: string;
  ts: string;
  receivedAt?: string;
  userId?: unknown;
  anonymousId?: unknown;
  previousId?: unknown;
  groupId?: unknown;
  traits?: Record<string, unknown>;
  setOnce?: Record<string, unknown>;
  touch?: Record<string, string>;
}

export interface Expected {
  persons: {
    key: string;
    ids: string[];
    traits?: Record<string, unknown>;
    firstTouch?: Record<string, unknown> | null;
    groups?: string[];
  }[];
  /** The key of the person a track, page or screen belongs to; null: nobody's. */
  eventOwners: Record<string, string | null>;
  warnings?: string[];
}

export interface Vector {
  name: string;
  /** Where the case is from. */
  source: string;
  ops: Op[];
  expect: Expected;
  orderSensitive?: boolean;
  config?: { maxUsersPerPerson?: number };
}

/** Cases of other products' documentation, suites and bug reports; vectors.json says how to read them. */
export const vectors = file.vectors as unknown as Vector[];
