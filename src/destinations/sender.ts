import { DurableObject } from "cloudflare:workers";
import { createAlarmClock } from "#core/alarm-clock.ts";
import { log, reasonOf } from "#core/log.ts";
import { type DumpCursor, type DumpPage, type DumpPart, dumpPage, fillObject } from "#core/object-dump.ts";
import type { Restorable, RestoredAt } from "#core/restorable.ts";
import { emptyHour } from "#destinations/counts.ts";
import { restoreSender } from "#destinations/sender-restore.ts";
import { runSender } from "#destinations/sender-run.ts";
import type { SenderHouse } from "#destinations/sender-house.ts";
import type { DeadLetter, Replay, SenderState } from "#destinations/sender-state.ts";
import { openSenderStore } from "#destinations/sender-store.ts";
import { reportOf, type SenderReport } from "#destinations/sender-report.ts";
import type { TestResult } from "#destinations/test-result.ts";

const UNTRIED = { failures: 0, failingSince: null, waitUntil: 0 };

const newState = (connection: number, now: number): SenderState => ({
  connection,
  live: { cursor: 0, positions: {} },
  ...UNTRIED,
  lastError: null,
  lastErrorAt: null,
  lastDeliveredAt: null,
  holdMs: 0,
  counted: emptyHour(now),
});

/** Pause after the store itself could not be read; no destination is to blame. */
const TROUBLE_MS = 10_000;
const NAMED_AT_ONCE = 500;
const AFTER_DEATH_MS = 2_000;
/** Dead letters that one call makes wait again; who has more calls again. */
const REVIVED_AT_ONCE = 10_000;

/**
 * Sends one connection's events: one object a connection, so that a destination that fails or is slow holds up nobody else.
 * It follows the store by arrival number and keeps what it has to know in its own storage (docs/decisions/0009).
 */
export function sender<E>(houseOf: (env: E) => SenderHouse) {
  return class extends DurableObject<E> implements Restorable {
    readonly #house = houseOf(this.env);
    #store = openSenderStore(this.ctx.storage);
    readonly #sampledAt = { good: 0, bad: 0 };
    #isRunning = false;
    #isWoken = false;
    #isHurried = false;
    /** ms; what comes in is held until then. Forgotten when the machine dies: then it goes earlier. */
    #heldUntil: number | null = null;
    readonly #alarm = createAlarmClock(this.ctx.storage, this.#house.clock);

    /** A connection begins, or begins anew after it was switched off: what arrived up to `cursor` is not sent. */
    async begin(connection: number, cursor: number): Promise<void> {
      this.#heldUntil = null;
      const live = { cursor, positions: {} };
      const state = this.#store.state() ?? newState(connection, this.#house.clock());
      this.#store.setState(Object.assign(state, { live, ...UNTRIED, lastError: null, lastErrorAt: null }));
    }

    /** Its settings were changed: what it waited for doesn't count any more. */
    async restart(): Promise<void> {
      const state = this.#store.state();
      if (!state) return;
      // In place: a run that is under way goes on with it.
      this.#store.setState(Object.assign(state, UNTRIED));
      this.#heldUntil = null;
      await this.#hurry();
    }

    /** Something may have come in; it goes once it was held to fill a batch. Resolves when it can't be forgotten any more. */
    async wake(): Promise<void> {
      if (this.#isRunning) this.#isWoken = true;
      const state = this.#store.state();
      if (!state) return;
      const now = this.#house.clock();
      if (state.holdMs > 0) this.#heldUntil ??= now + state.holdMs;
      if (!this.#isRunning) await this.#alarm.ringBy(Math.max(this.#heldUntil ?? now, state.waitUntil));
    }

    /** Somebody waits for something else than what comes in: that is held for nothing. */
    async #hurry(): Promise<void> {
      if (this.#isRunning) this.#isHurried = true;
      const state = this.#store.state();
      if (!state || this.#isRunning) return;
      await this.#alarm.ringBy(Math.max(this.#house.clock(), state.waitUntil));
    }

    /**
     * Never throws: Cloudflare gives up on an alarm that failed six times, and pauses longer each time. Where the machine died
     * under it before, the next alarm is set first, and so begins its own count.
     */
    override async alarm(info?: AlarmInvocationInfo): Promise<void> {
      this.#isRunning = true;
      this.#isWoken = false;
      this.#isHurried = false;
      this.#alarm.rang();
      if ((this.#heldUntil ?? 0) <= this.#house.clock()) this.#heldUntil = null;
      if (info?.isRetry === true) await this.#alarm.ringBy(this.#house.clock() + AFTER_DEATH_MS);
      let next: number | null;
      try {
        next = await runSender({
          store: this.#store,
          house: this.#house,
          sampledAt: this.#sampledAt,
          heldUntil: () => this.#heldUntil,
          forget: () => this.forget(),
        });
      } catch (error) {
        log("error", "sender_failed", { connection: this.#store.state()?.connection, reason: reasonOf(error) });
        next = this.#house.clock() + TROUBLE_MS;
      }
      this.#isRunning = false;
      if (next !== null) await this.#alarm.ringBy(next);
      if (this.#isHurried) await this.#hurry();
      if (this.#isWoken) await this.wake();
    }

    async report(): Promise<SenderReport> {
      return reportOf(this.#store, await this.#house.lastArrival());
    }

    async deadLetters(before: number, limit: number): Promise<DeadLetter[]> {
      return this.#store.deadLetters(before, limit);
    }

    /** Tries dead letters again: these ids, or the oldest. Says how many. */
    async replayDeadLetters(ids: number[] | null): Promise<number> {
      const revived = this.#store.reviveDeadLetters(ids, REVIVED_AT_ONCE, this.#house.clock());
      await this.#hurry();
      return revived;
    }

    async replays(): Promise<Replay[]> {
      return this.#store.replays();
    }

    /** Sends a stretch of time (ms, inclusive) once more, `rate` events a second at most. */
    async startReplay(from: number, to: number, rate: number): Promise<Replay> {
      const now = this.#house.clock();
      const replay = this.#store.addReplay({
        from,
        to,
        rate,
        state: "running",
        first: 0,
        last: await this.#house.lastArrival(),
        progress: { cursor: 0, positions: {} },
        events: 0,
        dueAt: now,
        createdAt: now,
        doneAt: null,
      });
      await this.#hurry();
      return replay;
    }

    /** Pauses, resumes or cancels a replay; null where there is none, or it is over. */
    async steerReplay(id: number, state: "running" | "paused" | "cancelled"): Promise<Replay | null> {
      const replay = this.#store.replayById(id);
      if (!replay || replay.state === "done" || replay.state === "cancelled") return null;
      const steered: Replay = { ...replay, state, dueAt: this.#house.clock() };
      this.#store.setReplay(steered);
      await this.#hurry();
      return steered;
    }

    /** Keeps what came of a test, for whoever looks next and wherever; null forgets it. */
    async noteTest(result: TestResult | null): Promise<void> {
      // Deleted meanwhile: nothing of it is to come back.
      if (this.#store.state()) this.#store.setLastTest(result);
    }

    async lastTest(): Promise<TestResult | null> {
      return this.#store.lastTest();
    }

    /** Somebody was erased: what is kept of requests, and of events that are not in the store any more, goes. */
    async forgetErased(): Promise<void> {
      this.#store.clearRequests();
      for (let after = 0; ;) {
        const seqs = this.#store.named(after, NAMED_AT_ONCE);
        const last = seqs.at(-1);
        if (last === undefined) return;
        const there = await this.#house.eventsAt(seqs);
        this.#store.drop(seqs.filter((seq) => !there.has(seq)));
        after = last;
      }
    }

    async dump(after: DumpCursor | null): Promise<DumpPage> {
      return dumpPage(this.ctx.storage, after);
    }

    async refill(part: DumpPart, isFirst: boolean, at: RestoredAt | null): Promise<void> {
      fillObject(this.ctx.storage, part, isFirst);
      this.#store = openSenderStore(this.ctx.storage);
      if (at !== null) restoreSender(this.ctx.storage, this.#store, at, this.#house.clock());
    }

    /** The connection was deleted. */
    async forget(): Promise<void> {
      this.#store.close();
      await this.ctx.storage.deleteAlarm();
      await this.ctx.storage.deleteAll();
      this.#alarm.rang();
      this.#heldUntil = null;
      this.#store = openSenderStore(this.ctx.storage);
    }
  };
}
