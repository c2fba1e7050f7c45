import type { TrackedEvent } from "#core/event.ts";
import type { Source } from "#core/source.ts";
import { isSuppressed } from "#core/suppression.ts";
import { handOver, type IdentityObjects, pendingStatements } from "#identity/hand-over.ts";
import { keepUpWith, type KnownLinks } from "#identity/known-links.ts";
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

/** What the store's writer knows: which ids are suppressed. Another object means that it had to look again. */
export interface StoreState {
  suppressed: ReadonlySet<string>;
}

export interface Identified {
  /**
   * What identity writes in the transaction that stores these events; duplicates among them count once. `state` is what
   * that transaction was planned with.
   */
  statements(stored: readonly { event: TrackedEvent }[], state: StoreState): Promise<D1PreparedStatement[]>;
  /** Calls of identity objects that were made. */
  calls(): number;
}

/**
 * Says who did it. When it resolves, what the events say of two ids is kept by the identity objects and will be in the
 * person map shortly; what they say of one (traits, groups, first touch) is written with the events. Throws where an
 * object can't be reached.
 */
export async function identify(
  db: D1Database,
  { objects, known, maxClaimAgeMs }: IdentityBindings,
  given: readonly Said[],
  state: StoreState,
  now: number,
): Promise<Identified> {
  const said = new Map(
    given.map(({ event, sourceKind }) => [event, linksOf(event, { sourceKind, maxClaimAgeMs })] as const),
  );
  const handed: Link[] = [];
  let calls = 0;
  const tell = async (events: Iterable<TrackedEvent>, { suppressed }: StoreState): Promise<void> => {
    const links = [...events]
      .filter((event) => !isSuppressed(suppressed, event))
      .flatMap((event) => said.get(event)?.links ?? []);
    const told = await handOver(db, known, objects, links);
    handed.push(...told.handed);
    calls += told.calls;
  };
  keepUpWith(known, state);
  await tell(said.keys(), state);
  return {
    calls: () => calls,
    async statements(stored, planned) {
      const events = stored.map(({ event }) => event);
      if (planned !== known.since) {
        // Somebody erased, suppressed or lifted a suppression since we looked: who is stored now may not have been told of.
        keepUpWith(known, planned);
        await tell(events, planned);
      }
      return [
        ...(await profileStatements(db, events)),
        ...warningStatements(
          db,
          events.flatMap((event) => notesOf(event, said.get(event)?.untrustedAlias ?? false)),
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
