import * as z from "zod";
import { Filter } from "#core/filter.ts";
import type { ShownConnection } from "#destinations/connections.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

export const ConnectionAnswer = z.object({
  id: z.number(),
  destination: z.string(),
  name: z.string(),
  enabled: z.boolean(),
  paused: z.boolean(),
  /** disconnected: it waits for a person; `problem` says why. Whether it is failing just now says its health. */
  state: z.enum(["connected", "paused", "disabled", "disconnected"]),
  problem: z.object({ message: z.string(), at: z.string() }).nullable(),
  sources: z.array(z.number()).nullable(),
  bots: z.boolean(),
  consentCategories: z.array(z.string()),
  /** Without what is secret. */
  settings: z.record(z.string(), z.unknown()),
  /** Names of the secrets that are set; they are never shown. */
  secretsSet: z.array(z.string()),
  subscriptions: z.array(
    z.object({
      id: z.number(),
      name: z.string(),
      action: z.string(),
      enabled: z.boolean(),
      filter: Filter.nullable(),
      mapping: z.unknown(),
    }),
  ),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ConnectionAnswer = z.infer<typeof ConnectionAnswer>;

/** A connection as the admin API gives it. */
export const connectionJson = (connection: ShownConnection): ConnectionAnswer => ({
  id: connection.id,
  destination: connection.slug,
  name: connection.name,
  enabled: connection.enabled,
  paused: connection.paused,
  state: stateOf(connection),
  problem: connection.stopped === null ? null : { message: connection.stopped, at: iso(connection.stoppedAt ?? 0) },
  sources: connection.sources,
  bots: connection.bots,
  consentCategories: connection.consentCategories,
  settings: connection.settings,
  secretsSet: connection.secretNames,
  subscriptions: connection.subscriptions,
  createdAt: iso(connection.createdAt),
  updatedAt: iso(connection.updatedAt),
});

export function stateOf({ enabled, paused, stopped }: Pick<ShownConnection, "enabled" | "paused" | "stopped">) {
  if (!enabled) return "disabled" as const;
  if (paused) return "paused" as const;
  return stopped === null ? ("connected" as const) : ("disconnected" as const);
}
