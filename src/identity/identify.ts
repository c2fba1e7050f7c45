import type { TrackedEvent } from "#core/event.ts";
import type { Source } from "#core/source.ts";
import { isSuppressed } from "#core/suppression.ts";
import { handOver, type IdentityObjects, pendingStatements } from "#identity/hand-over.ts";
import type { KnownLinks } from "#identity/known-links.ts";
import type { Link } from "#identity/link.ts";
import { linksOf } from "#identity/links-of.ts";
import { type WarningNote, warningsOf, warningStatements } from "#identity/warnings.ts";
import { profileStatements } from "#identity/write-profiles.ts";

export interface IdentityBindings {
  objects: IdentityObjects;
  known: KnownLinks;
  /** A public key's claim counts as at most this old, ms; null: its timestamp is believed. */
  maxClaimAgeMs: number | null;
}

/** An event, and who can read the key it came with. */
export interface Said {
  event: TrackedEvent;
  sourceKind: Source["kind"];
}

export interface Identified {
  /** What identity writes in the transaction that stores these events; duplicates among them count once. */
  statements(stored: readonly { event: TrackedEvent }[]): Promise<D1PreparedStatement[]>;
  /** Calls of identity objects that were made. */
  calls: number;
}

/**
 * Says who did it. When it resolves, what the events say of two ids is kept by the identity objects and will be in the
 * person map shortly; what they say of one (traits, groups, first touch) is written with the events. `suppressed`: hashes
 * of ids that no longer exist for us. Throws where an object can't be reached.
 */
export async function identify(
  db: D1Database,
  { objects, known, maxClaimAgeMs }: IdentityBindings,
  given: readonly Said[],
  suppressed: ReadonlySet<string>,
  now: number,
): Promise<Identified> {
  const links: Link[] = [];
  const untrusted = new Set<TrackedEvent>();
  for (const { event, sourceKind } of given) {
    if (isSuppressed(suppressed, event)) continue;
    const said = linksOf(event, { sourceKind, maxClaimAgeMs });
    links.push(...said.links);
    if (said.untrustedAlias) untrusted.add(event);
  }
  const { handed, calls } = await handOver(db, known, objects, links);
  return {
    calls,
    async statements(stored) {
      const events = stored.map(({ event }) => event);
      return [
        ...(await profileStatements(db, events)),
        ...warningStatements(
          db,
          events.flatMap((event) => notesOf(event, untrusted.has(event))),
        ),
        ...pendingStatements(db, handed, now),
      ];
    },
  };
}

function notesOf(event: TrackedEvent, untrustedAlias: boolean): WarningNote[] {
  const warnings = warningsOf(event);
  if (untrustedAlias) warnings.push({ kind: "alias_untrusted", subject: "" });
  const { sourceId, receivedAt: at, messageId } = event;
  return warnings.map((warning) => ({ ...warning, sourceId, at, messageId }));
}
