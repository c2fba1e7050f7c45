import { DurableObject } from "cloudflare:workers";
import type { Firing } from "#core/firing.ts";
import { log, reasonOf } from "#core/log.ts";
import { type DumpCursor, type DumpPage, type DumpPart, dumpPage, fillObject } from "#core/object-dump.ts";
import type { Restorable, RestoredAt } from "#core/restorable.ts";
import type { LoggedFiring, LogQuestion } from "#automations/log-store.ts";
import type { MessengerCalls } from "#automations/messenger-calls.ts";
import type { MessengerHouse } from "#automations/messenger-house.ts";
import { restoreMessenger } from "#automations/messenger-restore.ts";
import { openMessengerStore } from "#automations/messenger-store.ts";
import { runClocks, setClocks } from "#automations/run-clocks.ts";
import { workOff } from "#automations/work-off.ts";

/** Pause after D1 could not be read, or the machine died under an alarm. */
const TROUBLE_MS = 5_000;

/**
 * Acts for all automations of the workspace: takes firings, sends what they ask for, rings the clocks of reports and
 * schedules, and knows what became of each (docs/automations.md). There is one.
 */
export function messenger<E>(houseOf: (env: E, storage: DurableObjectStorage) => MessengerHouse) {
  return class extends DurableObject<E> implements MessengerCalls, Restorable {
    readonly #house = houseOf(this.env, this.ctx.storage);
    readonly #store = openMessengerStore(this.#house.storage);
    /** Erased while this instance lives: what was being handed over at that moment is not taken. */
    readonly #erased = new Set<number>();
    #isRunning = false;

    constructor(context: DurableObjectState, env: E) {
      super(context, env);
      this.#recover();
    }

    /** Whatever is said to be under way while nothing is was so when the object, or its alarm, died. */
    #recover(): void {
      this.#store.transaction(() => this.#store.sendings.recover(this.#house.clock()));
    }

    /** Takes firings, each key once. Resolves when none of them can be lost or forgotten; throws where it must be asked again. */
    async take(firings: Firing[]): Promise<void> {
      const ids = [...new Set(firings.map(({ automation }) => automation))];
      const automations = new Map(
        (await this.#house.automations(ids)).map((automation) => [automation.id, automation]),
      );
      const now = this.#house.clock();
      this.#store.transaction(() => {
        for (const firing of firings) {
          const automation = automations.get(firing.automation);
          if (automation === undefined || firing.actors.some((actor) => this.#erased.has(actor))) continue;
          this.#store.firings.accept(firing, automation, now);
        }
      });
      await this.#arm();
    }

    /** Automations, or the workspace's zone, were changed. */
    async changed(): Promise<void> {
      const { timezone } = await this.#house.workspace();
      setClocks(await this.#house.automations(), this.#store, timezone, this.#house.clock());
      await this.#arm();
    }

    /** Should an alarm have got lost, it is set again. */
    async wake(): Promise<void> {
      await this.#arm();
    }

    /**
     * Never throws: Cloudflare gives up on an alarm that failed six times. Where the machine died under it before, the next
     * alarm is set first, and so begins its own count.
     */
    override async alarm(info?: AlarmInvocationInfo): Promise<void> {
      const house = this.#house;
      this.#isRunning = true;
      let pauseMs = 0;
      if (info?.isRetry === true) await house.storage.setAlarm(house.clock() + TROUBLE_MS);
      try {
        // Alarms never overlap; one that took too long is ended, and the object lives on.
        this.#recover();
        await runClocks(house, this.#store);
        await workOff(house, this.#store);
        this.#store.log.prune(house.clock());
      } catch (error) {
        log("error", "messenger_failed", { reason: reasonOf(error) });
        pauseMs = TROUBLE_MS;
      }
      this.#isRunning = false;
      await this.#arm(pauseMs);
    }

    /** Sets the alarm for whatever is next; right after what it is for was written, so that both hold or neither. */
    async #arm(pauseMs = 0): Promise<void> {
      // Whatever comes in while it runs is looked for when it is done.
      if (this.#isRunning) return;
      const next = this.#store.nextAt();
      const { storage } = this.#house;
      if (next === null) await storage.deleteAlarm();
      else await storage.setAlarm(Math.max(next, this.#house.clock() + pauseMs));
    }

    async log(question: LogQuestion): Promise<LoggedFiring[]> {
      return this.#store.log.read(question);
    }

    async counts(automation: number, since: number) {
      return this.#store.log.counts(automation, since);
    }

    async sentSince(since: number) {
      return this.#store.log.sentSince(since);
    }

    /** Has sendings that failed, or of which nobody knows, tried again: one, or all of an automation. Says how many. */
    async retry(automation: number, sending: number | null): Promise<number> {
      const retried = this.#store.log.retry(automation, sending, this.#house.clock());
      await this.#arm();
      return retried;
    }

    async dump(after: DumpCursor | null): Promise<DumpPage> {
      return dumpPage(this.ctx.storage, after);
    }

    async refill(part: DumpPart, isFirst: boolean, at: RestoredAt | null): Promise<void> {
      fillObject(this.ctx.storage, part, isFirst);
      if (at !== null) restoreMessenger(this.ctx.storage, at, this.#house.clock());
    }

    /** Somebody was erased. */
    async forgetActors(actors: number[]): Promise<void> {
      for (const actor of actors) this.#erased.add(actor);
      this.#store.log.forgetActors(actors);
    }

    /** An automation was deleted. */
    async forgetAutomation(automation: number): Promise<void> {
      this.#store.log.forgetAutomation(automation);
    }
  };
}
