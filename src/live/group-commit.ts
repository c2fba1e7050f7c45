/**
 * Collects what comes in close succession and commits it in one go: at once after quiet, else after `delay()` ms.
 * `add` resolves when its items are committed and rejects when they could not be, so a caller knows either way; what
 * waits here is in memory only and has been promised to nobody.
 */
export function createGroupCommit<Item>(delay: () => number, commit: (items: Item[]) => void) {
  let items: Item[] = [];
  let callers: PromiseWithResolvers<void>[] = [];
  let timer: ReturnType<typeof setTimeout> | null = null;

  function commitNow(): void {
    clearTimeout(timer);
    timer = null;
    const [taken, waiting] = [items, callers];
    [items, callers] = [[], []];
    try {
      commit(taken);
    } catch (error) {
      for (const caller of waiting) caller.reject(error);
      return;
    }
    for (const caller of waiting) caller.resolve();
  }

  return {
    async add(added: readonly Item[]): Promise<void> {
      const caller = Promise.withResolvers<void>();
      items = [...items, ...added];
      callers.push(caller);
      const wait = delay();
      if (wait <= 0) commitNow();
      else timer ??= setTimeout(commitNow, wait);
      return caller.promise;
    },
    /** Takes out of what waits; who brought it is answered as if it had been committed. */
    remove(isUnwanted: (item: Item) => boolean): void {
      items = items.filter((item) => !isUnwanted(item));
    },
    /** Commits what waits, without waiting for its time. */
    commitNow,
  };
}
