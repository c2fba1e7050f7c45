import { DurableObject } from "cloudflare:workers";
import { systemClock } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import { type Link, pairOf } from "#identity/link.ts";
import { openLinkStore, type Snapshot } from "#identity/link-store.ts";
import { publishLinks } from "#identity/publish.ts";

/** What an identity object needs of the house. */
export interface IdentityHouse {
  /** Every database that holds events; the first one, which knows what waits to be published, comes last in each round. */
  databases: readonly D1Database[];
  /** Most users one person may have. */
  maxUsers: number;
  /** Told after the person map may have changed; never throws. */
  published?: () => Promise<void>;
}

/** Links published in one transaction. */
const LINKS_A_ROUND = 50;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 300_000;

/**
 * Keeps the links of one id, or of a bucket of ids (`ownerName`): the authority on who was linked with whom, outside every
 * database. A statement is on disk before `join` answers; from then on the alarm brings it into every database, however
 * often that fails. An id that was never linked has no object.
 */
export function identity<E>(houseOf: (env: E) => IdentityHouse) {
  return class extends DurableObject<E> {
    readonly #house = houseOf(this.env);
    #store = openLinkStore(this.ctx.storage);
    #failures = 0;

    /** Takes statements, each an atomic step. Resolves once they can't be lost any more. */
    async join(links: Link[]): Promise<void> {
      for (const link of links) this.#store.join(link);
      if (this.#store.unpublished(1).length > 0) await this.ctx.storage.setAlarm(systemClock());
    }

    /** As `join`, and publishes them whether or not that was done before. */
    async rejoin(links: Link[]): Promise<void> {
      for (const link of links) if (!this.#store.join(link)) this.#store.republish(link);
      await this.ctx.storage.setAlarm(systemClock());
    }

    /** Takes over what a restored database says already: nothing has to be published. */
    async adopt(links: Link[]): Promise<void> {
      const all = Number.MAX_SAFE_INTEGER;
      // What is said meanwhile has yet to be published.
      const said = new Set(this.#store.unpublished(all).map(({ link }) => pairOf(link)));
      for (const link of links) this.#store.join(link);
      this.#store.markPublished(this.#store.unpublished(all).filter(({ link }) => !said.has(pairOf(link))));
    }

    /** As `join`, and returns when every database has it. Throws D1's error; the alarm then goes on trying. */
    async joinNow(links: Link[]): Promise<{ rowsWritten: number }> {
      await this.join(links);
      return { rowsWritten: await this.#publish() };
    }

    /** Erasure: these pairs are gone from here for good. With nothing left, neither is the object's storage. */
    async forget(pairs: Pick<Link, "from" | "to">[]): Promise<void> {
      this.#store.forget(pairs);
      if (!this.#store.isEmpty()) return;
      await this.ctx.storage.deleteAll();
      this.#store = openLinkStore(this.ctx.storage);
    }

    /** Never throws: Cloudflare gives up on an alarm that threw six times. */
    override async alarm(): Promise<void> {
      try {
        await this.#publish();
        this.#failures = 0;
      } catch (error) {
        log("error", "links_unpublished", { reason: reasonOf(error) });
        const delay = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures);
        this.#failures += 1;
        await this.ctx.storage.setAlarm(systemClock() + delay);
      }
    }

    /** Until nothing is unpublished. Two at once do the same twice, which is harmless. */
    async #publish(): Promise<number> {
      let rowsWritten = 0;
      for (;;) {
        const snapshots: Snapshot[] = this.#store.unpublished(LINKS_A_ROUND);
        if (snapshots.length === 0) {
          if (rowsWritten > 0) await this.#house.published?.();
          return rowsWritten;
        }
        const links = snapshots.map(({ link }) => link);
        for (const db of this.#house.databases.toReversed()) {
          const published = await publishLinks(db, links, this.#house.maxUsers);
          rowsWritten += published.rowsWritten;
          this.#store.forget(published.forbidden);
        }
        this.#store.markPublished(snapshots);
      }
    }
  };
}
