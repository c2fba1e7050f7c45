import { identity } from "#identity/object.ts";
import type { Link } from "#identity/link.ts";
import { note, stage } from "./stage.ts";

export interface Env {
  A: D1Database;
  B: D1Database;
  IDENTITY: DurableObjectNamespace<Identity>;
}

/** A link as its object keeps it. */
export interface Kept {
  link: Link;
  unpublished: boolean;
}

/** Alarms are real, but ring so late that only the schedule lets them ring. */
const HELD_BACK_MS = 1_000_000_000;
/** Cloudflare calls an alarm that throws seven times in all: https://developers.cloudflare.com/durable-objects/api/alarms/ */
const MAX_RETRIES = 6;

/** The product's object, with doors for the schedule. */
export class Identity extends identity<Env>(() => ({
  get databases() {
    return stage.databases;
  },
  maxUsers: 100,
})) {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    const { storage } = ctx;
    const setAlarm = storage.setAlarm.bind(storage);
    storage.setAlarm = (time, options) => {
      stage.armed.add(this.#name);
      return setAlarm(Number(time) + HELD_BACK_MS, options);
    };
  }

  get #name(): string {
    return this.ctx.id.name ?? "";
  }

  override async join(links: Link[]): Promise<void> {
    stage.told.add(this.#name);
    const death = stage.death !== null && stage.death.left-- === 0 ? stage.death : null;
    if (death) {
      stage.death = null;
      note(`object died ${death.when} storing`);
    }
    if (death?.when === "before") this.kill();
    await super.join(links);
    if (!death) return;
    await this.ctx.storage.sync();
    this.kill();
  }

  override async rejoin(links: Link[]): Promise<void> {
    stage.told.add(this.#name);
    await super.rejoin(links);
  }

  kill(): void {
    this.ctx.abort("killed by the schedule");
  }

  /** The platform lets the alarm ring, if there is one. "threw" should never be seen. */
  async ring(): Promise<"silent" | "rang" | "threw"> {
    stage.armed.delete(this.#name);
    if ((await this.ctx.storage.getAlarm()) === null) return "silent";
    await this.ctx.storage.deleteAlarm();
    try {
      await this.alarm();
      stage.throws.delete(this.#name);
      return "rang";
    } catch {
      const throws = (stage.throws.get(this.#name) ?? 0) + 1;
      stage.throws.set(this.#name, throws);
      if (throws <= MAX_RETRIES) await this.windUp();
      return "threw";
    }
  }

  /** The platform lets an alarm ring again whose object died meanwhile. */
  async windUp(): Promise<void> {
    await this.ctx.storage.setAlarm(0);
  }

  /** True where there was one. */
  async loseAlarm(): Promise<boolean> {
    stage.armed.delete(this.#name);
    const had = (await this.ctx.storage.getAlarm()) !== null;
    await this.ctx.storage.deleteAlarm();
    return had;
  }

  kept(): Kept[] {
    const { sql } = this.ctx.storage;
    if (sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'links'").toArray().length === 0) return [];
    return sql
      .exec<{ link: string; rev: number; published: number }>("SELECT link, rev, published FROM links")
      .toArray()
      .map(({ link, rev, published }) => ({ link: JSON.parse(link) as Link, unpublished: published < rev }));
  }
}
