import { DurableObject } from "cloudflare:workers";
import { createAlarmClock } from "#core/alarm-clock.ts";
import { MINUTE_MS, systemClock } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import type { AudiencesHouse } from "#audiences/audiences-house.ts";
import { progressOf } from "#audiences/compute.ts";
import type { Desk, Watching } from "#audiences/desk.ts";
import { forgetActors } from "#audiences/follow-moves.ts";
import { loadWatching } from "#audiences/load.ts";
import type { Touched } from "#audiences/listeners.ts";
import type { Change, SizePoint } from "#audiences/members.ts";
import { runAudiences } from "#audiences/object-run.ts";
import { openStore } from "#audiences/object-store.ts";
import type { AudienceReport } from "#audiences/report.ts";

/** Pause after something could not be reached. */
const TROUBLE_MS = 5_000;
const AFTER_DEATH_MS = 2_000;
/** A second look: by then every isolate knows that there is something to wake, and links of ids are published. */
const SECOND_LOOK_MS = 10_000;
/** An erasure's last rows are gone by then. */
const AFTER_ERASURE_MS = MINUTE_MS;

/**
 * Knows who is in which audience: one object, which follows the store by arrival number as a Sender does, and keeps of it what
 * audiences look at (docs/decisions/0011).
 */
export function audiences<E>(houseOf: (env: E, storage: DurableObjectStorage) => AudiencesHouse) {
  return class extends DurableObject<E> {
    readonly #house = houseOf(this.env, this.ctx.storage);
    #store = openStore(this.#house.storage);
    readonly #seen = new Set<string>();
    readonly #erased = new Set<number>();
    readonly #checks = new Set<number>();
    #watching: Watching | null = null;
    #isStale = true;
    #current: Promise<number | null> | null = null;
    #isWoken = false;
    readonly #alarm = createAlarmClock(this.#house.storage, systemClock);

    /** There may be something new in the store. Resolves when it can't be forgotten any more. */
    async wake(): Promise<void> {
      if (this.#current) this.#isWoken = true;
      else await this.#runIn(0);
    }

    /** Audiences or automations were changed. */
    async changed(): Promise<void> {
      this.#isStale = true;
      await this.wake();
    }

    /** Never throws: Cloudflare gives up on an alarm that failed six times. */
    override async alarm(info?: AlarmInvocationInfo): Promise<void> {
      this.#alarm.rang();
      if (info?.isRetry === true) await this.#runIn(AFTER_DEATH_MS);
      await this.#runAndGoOn();
    }

    /** Brings everything up to date, as far as the store is now, and comes back when that is done. */
    async settle(): Promise<void> {
      await this.#current;
      for (;;) {
        const next = await this.#runAndGoOn();
        if (next === null || next > this.#house.clock()) return;
      }
    }

    async #runAndGoOn(): Promise<number | null> {
      this.#isWoken = false;
      this.#current ??= this.#run().finally(() => (this.#current = null));
      const next = await this.#current;
      if (this.#isWoken) await this.#runIn(0);
      else if (next !== null) await this.#runIn(Math.max(0, next - this.#house.clock()));
      return next;
    }

    async #run(): Promise<number | null> {
      this.#erased.clear();
      try {
        const desk: Desk = {
          house: this.#house,
          store: this.#store,
          watching: (this.#isStale ? null : this.#watching) ?? (await this.#load()),
          seen: this.#seen,
          erased: this.#erased,
        };
        const reload = async () => void (desk.watching = await this.#load());
        return await runAudiences(desk, { checks: this.#checks, reload }, systemClock);
      } catch (error) {
        log("error", "audiences_failed", { reason: reasonOf(error) });
        // What is in memory may be ahead of what was written.
        this.#store = openStore(this.#house.storage);
        this.#isStale = true;
        return this.#house.clock() + TROUBLE_MS;
      }
    }

    async #load(): Promise<Watching> {
      this.#isStale = false;
      this.#seen.clear();
      this.#watching = await loadWatching(this.#house, this.#store);
      await this.#runIn(SECOND_LOOK_MS);
      return this.#watching;
    }

    /** Sets the alarm for so many ms from now, unless it is to ring before. */
    async #runIn(delay: number): Promise<void> {
      await this.#alarm.ringBy(systemClock() + delay);
    }

    /** The arrival number up to which everything is dealt with. */
    async cursor(): Promise<number> {
      return this.#store.states.follow().cursor;
    }

    /** How each audience is. */
    async report(): Promise<AudienceReport[]> {
      const { states, moments } = this.#store;
      const last = moments.lastActor();
      return states
        .all()
        .filter(({ audience }) => audience > 0)
        .map((state) => ({ ...state, progress: progressOf(state, last) }));
    }

    /** Members by number, after this one. */
    async members(audience: number, after: number, limit: number): Promise<{ person: number; since: number }[]> {
      return this.#store.members.page(audience, after, limit).map(({ person, since }) => ({ person, since }));
    }

    /** Who entered and left, the newest first, before this number. */
    async changes(audience: number, before: number, limit: number): Promise<Change[]> {
      return this.#store.members.changes(audience, before, limit);
    }

    async sizes(audience: number): Promise<SizePoint[]> {
      return this.#store.members.sizes(audience);
    }

    /** Numbers of the audiences that somebody is in, given all their ids. */
    async audiencesOf(actors: number[]): Promise<number[]> {
      return this.#store.members.audiencesOf(actors);
    }

    /** Since when (ms; null: not now) and how often somebody has been in an audience, given all their ids; null: never. */
    async membership(audience: number, actors: number[]): Promise<{ since: number | null; entry: number } | null> {
      const rows = this.#store.members.rowsOf(actors).filter((row) => row.audience === audience);
      if (rows.length === 0) return null;
      const inside = rows.flatMap(({ since }) => (since === null ? [] : [since]));
      return {
        since: inside.length === 0 ? null : Math.min(...inside),
        entry: Math.max(...rows.map(({ entry }) => entry)),
      };
    }

    /**
     * A list elsewhere begins to follow an audience: from this number on it asks who was touched. Null: the audience is not
     * computed; the list is woken when it is.
     */
    async listen(sync: number, audience: number): Promise<number | null> {
      const stage = this.#store.states.of(audience)?.stage;
      return this.#store.listeners.begin(sync, audience, stage === "live" || stage === "frozen");
    }

    /** Who was touched after a number, the oldest first; what came before is dealt with. Null: the list has to begin anew. */
    async touched(sync: number, after: number, limit: number): Promise<Touched[] | null> {
      return this.#store.listeners.read(sync, after, limit);
    }

    /** How many were touched after a number. */
    async behind(sync: number, after: number): Promise<number> {
      return this.#store.listeners.behind(sync, after);
    }

    async unlisten(sync: number): Promise<void> {
      this.#store.listeners.end(sync);
    }

    /** Compares an audience with the store, soon; a frozen one, or one that failed, is computed anew. */
    async recompute(audience: number): Promise<void> {
      const { states } = this.#store;
      const state = states.of(audience);
      if (state?.stage === "frozen") {
        states.set({ ...state, stage: "events", through: 0, after: 0, target: states.follow().cursor });
        this.#isStale = true;
      } else if (state) {
        this.#checks.add(audience);
      }
      await this.wake();
    }

    /** These were erased: nothing of them stays here, nor is anything written down that is under way. */
    async forget(actors: number[]): Promise<void> {
      for (const actor of actors) this.#erased.add(actor);
      this.#house.storage.transactionSync(() => forgetActors({ store: this.#store, seen: this.#seen }, actors));
      if (this.#store.states.follow().watching) await this.#runIn(AFTER_ERASURE_MS);
    }
  };
}
