import { log } from "#core/log.ts";
import type { Connection, Subscription } from "#destinations/connection.ts";
import type { Destination } from "#destinations/contract.ts";
import type { Item } from "#destinations/deliver.ts";
import { createMask, textsIn } from "#destinations/mask.ts";
import { batchesOf, type Lane, windowOf } from "#destinations/lanes.ts";
import { compilePlan } from "#destinations/plan.ts";
import { Unopenable } from "#destinations/seal.ts";
import { type BatchHouse, sendBatch } from "#destinations/send-batch.ts";
import type { Arrivals } from "#core/arrivals.ts";
import type { SenderHouse } from "#destinations/sender-house.ts";
import type { Progress, Replay, SenderState } from "#destinations/sender-state.ts";
import type { SenderStore } from "#destinations/sender-store.ts";

/** Events read of the store at a time, and deliveries that waited. */
const WINDOW_EVENTS = 1_000;
const RETRIES_AT_ONCE = 200;
/** A run ends after this, and the next begins at once: an alarm may take 15 minutes, and a deploy waits for it. */
const RUN_MS = 20_000;

export interface RunContext {
  store: SenderStore;
  house: SenderHouse;
  sampledAt: BatchHouse["sampledAt"];
  /** ms; until then what comes in is held to fill a batch. Null: it may go. */
  heldUntil: () => number | null;
  /** The connection was deleted: so is everything that is kept of it. */
  forget: () => Promise<void>;
}

/**
 * Sends what is there to send: what waited, then what came in, then what is replayed; until nothing is left, the
 * destination wants rest, or the run has taken long enough. Returns when (ms) to run again, or null: when there is
 * something new. Throws D1's errors; whatever was written down by then holds.
 */
export async function runSender(context: RunContext): Promise<number | null> {
  const { store, house } = context;
  const state = store.state();
  if (!state) return null;
  const connection = await openedConnection(house, state.connection);
  if (connection === "unopenable") return null;
  if (!connection) {
    await context.forget();
    return null;
  }
  if (!connection.enabled || connection.paused || connection.stopped !== null) return null;
  if (state.waitUntil > house.clock()) return state.waitUntil;
  const destination = await house.destination(connection.slug);
  if (!destination) {
    await house.stop(connection.id, `There is no destination "${connection.slug}" in this version.`);
    return null;
  }
  state.holdMs = holdOf(connection, destination);
  const run = createRun(context, state, connection, destination);
  const until = house.clock() + RUN_MS;
  let isBusy = true;
  while (isBusy && !run.stopped() && house.clock() < until) {
    const retried = await run.retries();
    const live = run.stopped() ? false : await run.live();
    const replayed = run.stopped() ? false : await run.replay();
    isBusy = retried || live || replayed;
  }
  return run.next(isBusy);
}

async function openedConnection(house: SenderHouse, id: number): Promise<Connection | "unopenable" | null> {
  try {
    return await house.connection(id);
  } catch (error) {
    if (!(error instanceof Unopenable)) throw error;
    await house.stop(id, `Its credentials can't be opened. ${error.message} Enter them again.`);
    return "unopenable";
  }
}

const holdOf = ({ subscriptions }: Connection, { actions }: Destination): number => {
  const waits = subscriptions.filter(({ enabled }) => enabled).map(({ action }) => actions[action]?.batch.waitMs ?? 0);
  return waits.length === 0 ? 0 : Math.min(...waits);
};

/** Everything before what is left of all lanes; where nothing is left, what was sent last. */
const reachedOf = (lanes: readonly Lane[], sent: number): number => {
  const left = lanes.flatMap(({ items: [first] }) => (first ? [first.seq - 1] : []));
  return left.length === 0 ? sent : Math.min(...left);
};

function createRun(
  { store, house, sampledAt, heldUntil }: RunContext,
  state: SenderState,
  connection: Connection,
  destination: Destination,
) {
  const plan = compilePlan(connection, destination.name);
  const batchHouse: BatchHouse = {
    house,
    deliverHouse: { destination, connection, now: house.clock },
    mask: createMask(textsIn(connection.secrets)),
    sampledAt,
    addSample: (exchange) => store.addSample(exchange),
  };
  let stopped = false;
  let isReading = false;
  let isProbing = false;
  let disconnected: string | null = null;

  /** What has begun, or is to be tried again, is not held. */
  const isHeld = (): boolean => {
    const hasBegun = isReading || state.failures > 0 || Object.keys(state.live.positions).length > 0;
    return !hasBegun && (heldUntil() ?? 0) > house.clock();
  };

  /** Sends a batch and writes down what came of it; false where the lane can't go on. */
  const send = async (
    items: Item[],
    subscription: Subscription,
    kind: "live" | "replay" | "retry",
    dealtWith: (through: number) => Replay | null,
  ): Promise<boolean> => {
    const began = house.clock();
    const sent = await sendBatch(items, subscription, kind, state, batchHouse);
    const { delivered = 0, rejected = 0, retried = 0 } = sent.change.counts ?? {};
    const ms = house.clock() - began;
    house.sent?.({ connection: connection.id, subscription: subscription.id, kind, delivered, rejected, retried, ms });
    if (sent.stop) stopped = true;
    disconnected ??= sent.disconnected;
    const replay = sent.through === null ? null : dealtWith(sent.through);
    store.commit({ ...sent.change, replay }, house.clock());
    if (disconnected !== null) await house.stop(connection.id, disconnected);
    return !stopped;
  };

  const sendLane = async (
    lane: Lane,
    lanes: readonly Lane[],
    kind: "live" | "replay",
    progress: Progress,
    replay: Replay | null,
  ) => {
    for (let batch of batchesOf(lane.items, destination.actions[lane.subscription.action])) {
      while (batch.length > 0) {
        const goesOn = await send(batch, lane.subscription, kind, (through) => {
          progress.positions[lane.key] = through;
          // What the calls of one delivery did not suffice for is next.
          batch = batch.filter(({ seq }) => seq > through);
          lane.items = lane.items.filter(({ seq }) => seq > through);
          progress.reached = reachedOf(lanes, through);
          return replay;
        });
        if (!goesOn) return;
        // The first success after failures was the probe; the others may go now.
        if (lane.items.length > 0 && isProbing) return;
      }
    }
  };

  /** All of a window, or as much of it as the destination takes; then `progress` has moved on to its end. */
  const sendWindow = async (arrivals: Arrivals, kind: "live" | "replay", progress: Progress, replay: Replay | null) => {
    const window = windowOf(arrivals.events, plan, destination.actions, progress);
    const [first] = window.lanes;
    if (first && state.failures > 0) {
      isProbing = true;
      await sendLane(first, window.lanes, kind, progress, replay);
      isProbing = false;
    }
    if (!stopped) await Promise.all(window.lanes.map((lane) => sendLane(lane, window.lanes, kind, progress, replay)));
    if (stopped) return;
    progress.cursor = arrivals.through;
    progress.positions = {};
    const { received, filtered } = window;
    store.commit({ counts: kind === "live" ? { received, filtered } : {}, replay }, house.clock());
  };

  return {
    stopped: () => stopped,

    async retries(): Promise<boolean> {
      const due = store.dueRetries(house.clock(), RETRIES_AT_ONCE);
      if (due.length === 0) return false;
      const events = await house.eventsAt([...new Set(due.map(({ seq }) => seq))]);
      for (const [id, rows] of Map.groupBy(due, ({ subscription }) => subscription)) {
        const subscription = connection.subscriptions.find((one) => one.id === id);
        // Its event was erased, or nobody wants it any more.
        const gone = rows.filter(({ seq }) => !subscription || !events.has(seq));
        if (gone.length > 0) store.commit({ settled: gone }, house.clock());
        if (!subscription) continue;
        const items = rows.flatMap(({ seq, attempts, firstAt }): Item[] => {
          const event = events.get(seq);
          return event ? [{ seq, event, attempts, firstAt }] : [];
        });
        for (const [tries, some] of Map.groupBy(items, ({ attempts }) => attempts)) {
          for (const batch of batchesOf(some, destination.actions[subscription.action], tries)) {
            if (stopped) return true;
            await send(batch, subscription, "retry", () => null);
          }
        }
      }
      return true;
    },

    async live(): Promise<boolean> {
      if (isHeld()) return false;
      const after = state.live.cursor;
      const arrivals = await house.arrivals({ after, upTo: null, between: null, limit: WINDOW_EVENTS });
      if (arrivals.through > after) await sendWindow(arrivals, "live", state.live, null);
      // What comes in meanwhile wakes us.
      isReading = !arrivals.complete;
      return isReading;
    },

    async replay(): Promise<boolean> {
      const now = house.clock();
      const replay = store.replays().findLast((one) => one.state === "running" && one.dueAt <= now);
      if (!replay) return false;
      const { progress, from, to, last, rate } = replay;
      const limit = Math.max(1, Math.min(WINDOW_EVENTS, rate * 5));
      const arrivals = await house.arrivals({ after: progress.cursor, upTo: last, between: { from, to }, limit });
      if (arrivals.events.length > 0) await sendWindow(arrivals, "replay", progress, replay);
      if (stopped) return true;
      progress.cursor = arrivals.complete ? last : arrivals.through;
      replay.events += arrivals.events.length;
      replay.dueAt = now + Math.ceil((arrivals.events.length / rate) * 1_000);
      if (arrivals.complete) Object.assign(replay, { state: "done", doneAt: house.clock() });
      store.commit({ replay }, house.clock());
      return true;
    },

    next(isBusy: boolean): number | null {
      if (disconnected !== null) {
        log("warn", "connection_stopped", { connection: connection.id, reason: disconnected });
        return null;
      }
      if (stopped) return state.waitUntil;
      if (isBusy) return house.clock();
      const replays = store.replays().filter((one) => one.state === "running");
      const times = [store.nextRetryAt(), heldUntil(), ...replays.map(({ dueAt }) => dueAt)];
      const soonest = Math.min(...times.filter((time) => time !== null));
      return soonest === Number.POSITIVE_INFINITY ? null : soonest;
    },
  };
}
