import { identity } from "#identity/object.ts";
import worker, { LiveFeed } from "../../src/worker.ts";
import { faultyDb, type Fault } from "./faulty-db.ts";

/** Tests run in the same isolate as this Worker, so they can reach in: what the consumer's next transactions do. */
export const faults: { next: (() => Fault | null) | null; crash: (() => boolean) | null } = { next: null, crash: null };

/** And what a deployment would set in code. */
export const settings = { maxUsers: 100 };

export { LiveFeed };

export class Identity extends identity<Env>((env) => ({
  databases: [env.DB],
  get maxUsers() {
    return settings.maxUsers;
  },
})) {}

/** The product's Worker with its real bindings; only the consumer's database can be made to fail. */
export default {
  ...worker,
  async queue(batch, env) {
    if (faults.crash?.()) throw new Error("the consumer died before it began");
    const db = faults.next ? faultyDb(env.DB, faults.next) : env.DB;
    await worker.queue(batch, { ...env, DB: db });
    if (faults.crash?.()) throw new Error("the consumer died after it was done");
  },
} satisfies ExportedHandler<Env>;
