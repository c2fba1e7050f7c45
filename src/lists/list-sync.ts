import { DurableObject } from "cloudflare:workers";
import { createAlarmClock } from "#core/alarm-clock.ts";
import { systemClock } from "#core/clock.ts";
import { log, reasonOf } from "#core/log.ts";
import { type DumpCursor, type DumpPage, type DumpPart, dumpPage, fillObject } from "#core/object-dump.ts";
import type { Restorable } from "#core/restorable.ts";
import type { ListHouse } from "#lists/list-house.ts";
import { runList } from "#lists/list-run.ts";
import { openListStore } from "#lists/list-store.ts";
import { reportOf } from "#lists/list-report.ts";
import type { SyncReport } from "#lists/sync-state.ts";

/** Pause after something of ours could not be reached; the receiver is not to blame. */
const TROUBLE_MS = 5_000;
const AFTER_DEATH_MS = 2_000;

/**
 * Keeps one list elsewhere in step with an audience: one object a list, so that a receiver that is slow or dead holds up
 * neither membership nor other lists. What it is sent and when is decided in list-run.ts (docs/decisions/0014).
 */
export function listSync<E>(houseOf: (env: E) => ListHouse) {
  return class extends DurableObject<E> implements Restorable {
    readonly #house = houseOf(this.env);
    readonly #alarm = createAlarmClock(this.ctx.storage, systemClock);
    #store = openListStore(this.ctx.storage);
    readonly #erased = new Set<number>();
    #isRunning = false;
    #isWoken = false;

    /** There may be something to send, or the list was changed or deleted. Resolves when it can't be forgotten any more. */
    async wake(sync: number): Promise<void> {
      this.#store.own(sync);
      if (this.#isRunning) this.#isWoken = true;
      else await this.#alarm.ringBy(systemClock());
    }

    /** The whole list is to be sent, now. */
    async again(sync: number): Promise<void> {
      this.#store.own(sync);
      this.#store.askAnew();
      await this.wake(sync);
    }

    /**
     * Never throws: Cloudflare gives up on an alarm that failed six times. Where the machine died under it before, the next
     * alarm is set first, and so begins its own count.
     */
    override async alarm(info?: AlarmInvocationInfo): Promise<void> {
      this.#isRunning = true;
      this.#isWoken = false;
      this.#alarm.rang();
      this.#erased.clear();
      if (info?.isRetry === true) await this.#alarm.ringBy(systemClock() + AFTER_DEATH_MS);
      const next = await this.#run();
      this.#isRunning = false;
      if (next === "gone") await this.#close();
      else if (this.#isWoken) await this.#alarm.ringBy(systemClock());
      else if (next !== null) await this.#alarm.ringBy(systemClock() + Math.max(0, next - this.#house.clock()));
    }

    async #run(): Promise<number | null | "gone"> {
      try {
        return await runList({ house: this.#house, store: this.#store, erased: this.#erased }, systemClock);
      } catch (error) {
        log("error", "list_failed", { sync: this.#store.state()?.sync, reason: reasonOf(error) });
        // What is in memory may be ahead of what was written.
        this.#store = openListStore(this.ctx.storage);
        return this.#house.clock() + TROUBLE_MS;
      }
    }

    async #close(): Promise<void> {
      await this.ctx.storage.deleteAlarm();
      await this.ctx.storage.deleteAll();
      this.#alarm.rang();
      this.#store = openListStore(this.ctx.storage);
    }

    /** How it is; null: it has not begun. */
    async report(): Promise<SyncReport | null> {
      return reportOf(this.#store, this.#house);
    }

    async dump(after: DumpCursor | null): Promise<DumpPage> {
      return dumpPage(this.ctx.storage, after);
    }

    /** Whom the receiver was sent stays known, so it gets what differs from that. */
    async refill(part: DumpPart, isFirst: boolean): Promise<void> {
      fillObject(this.ctx.storage, part, isFirst);
      this.#store = openListStore(this.ctx.storage);
    }

    /** These were erased: they go from the list by the label that was sent, and then nothing of them is here. */
    async forget(actors: { id: number; uid: string }[]): Promise<void> {
      for (const { id } of actors) this.#erased.add(id);
      this.#store.atOnce(() => this.#store.forget(actors));
      const sync = this.#store.state()?.sync;
      if (sync !== undefined) await this.wake(sync);
    }
  };
}
