import type { ListHouse } from "#lists/list-house.ts";
import type { ListStore } from "#lists/list-store.ts";
import { changesPage } from "#lists/changes-page.ts";
import { gather, wholePage } from "#lists/whole-list.ts";
import type { KnownSync } from "#lists/sync.ts";
import { UNTRIED } from "#lists/sync-state.ts";

/** A run ends after this, and the next begins at once: an alarm may take 15 minutes, and a deploy waits for it. */
const RUN_MS = 20_000;

/** Everything a step has before it. */
export interface Desk {
  house: ListHouse;
  store: ListStore;
  /** Actors that were erased while a step was under way: nothing of theirs is written down any more. */
  erased: ReadonlySet<number>;
}

/** A page that is ready to go; `taken` writes down that it arrived, in one transaction. */
export interface ReadyPage {
  key: string;
  body: string;
  /** What is on it, in plain words. */
  says: string;
  taken: () => void;
}

/** A page, or that something else was done and the next step follows, or that there is nothing to do until it is woken. */
export type Step = ReadyPage | "done" | "nothing";

/**
 * Sends what there is to send, a page after the other, so that the changes of each person arrive in their order. Returns when
 * (ms) to go on, null: when it is woken, or "gone": there is no such list any more. Throws D1's errors, and then the step is
 * taken again. `steady`: the clock to measure the run itself by.
 */
export async function runList(desk: Desk, steady: () => number): Promise<number | null | "gone"> {
  const { house, store } = desk;
  const until = steady() + RUN_MS;
  while (steady() < until) {
    const state = store.state();
    if (state === null) return null;
    const sync = await house.sync(state.sync);
    if (sync === null || !sync.enabled || sync.stopped !== null) {
      // What it is sent when it goes on is the whole list: until then nobody has to be remembered.
      await house.feed.unlisten(state.sync);
      store.atOnce(() => store.reset());
      return sync === null ? "gone" : null;
    }
    if (store.isAnew()) store.atOnce(() => store.reset());
    const waitUntil = store.state()?.waitUntil ?? 0;
    if (waitUntil > house.clock()) return waitUntil;
    const step = await nextStep(desk, sync);
    if (step === "nothing") return null;
    if (step === "done") continue;
    const again = await send(desk, sync, step);
    if (again !== null) return again;
  }
  return house.clock();
}

async function nextStep(desk: Desk, sync: KnownSync): Promise<Step> {
  const { house, store } = desk;
  const state = store.state();
  switch (state?.phase) {
    case undefined:
      return "nothing";
    case "new": {
      const cursor = await house.feed.listen(sync.id, sync.audience);
      if (cursor === null) return "nothing";
      store.change({ phase: "gathering", cursor, after: 0, page: 1, session: state.session + 1 });
      return "done";
    }
    case "gathering":
      await gather(desk, sync);
      return "done";
    case "full":
      return wholePage(desk, sync);
    case "live":
      return changesPage(desk, sync);
  }
}

/** Sends a page. Null: it was taken, or the list was stopped; else when (ms) to try again. */
async function send({ house, store }: Desk, sync: KnownSync, page: ReadyPage): Promise<number | null> {
  const { uid, url, sealed, ownHost } = sync;
  const sent = await house.post({ uid, url, sealed, ownHost, key: page.key, body: page.body });
  const now = house.clock();
  const state = store.state();
  // Asked meanwhile to begin anew: what this page changed doesn't count any more.
  if (state === null || store.isAnew()) return null;
  const answered = (lastAnswer: string) => ({ lastAnswer, lastAnswerAt: now });
  if (sent.outcome === "taken") {
    store.atOnce(() => {
      page.taken();
      store.change({ ...UNTRIED, ...answered(`It took ${page.says}.`) });
    });
    return null;
  }
  const failingSince = state.failingSince ?? now;
  const isOver = now - failingSince >= house.patienceMs;
  if (sent.outcome === "stopped" || isOver) {
    store.change(answered(sent.reason));
    await house.stop(sync.id, isOver ? `It did not take anything for three days. ${sent.reason}` : sent.reason);
    return null;
  }
  const failures = state.failures + 1;
  const waitUntil = now + house.pauseAfter(failures, sent.afterMs);
  store.change({ failures, failingSince, waitUntil, ...answered(sent.reason) });
  return waitUntil;
}
