import { inJurisdiction } from "#core/jurisdiction.ts";
import type { BackupHouse, ObjectName } from "#backup/backup-house.ts";
import type { Clock } from "#core/clock.ts";
import type { Restorable } from "#core/restorable.ts";
import { allConnections } from "#destinations/connections.ts";
import { adoptLinks } from "#identity/adopt.ts";
import type { IdentityObjects } from "#identity/hand-over.ts";
import { allSyncs } from "#lists/syncs.ts";
import { forgetLive } from "#live/forget.ts";
import { lastArrival } from "#store/arrivals.ts";
import { audiencesObject } from "#house/audiences.ts";
import { wakeHouse } from "#house/connections.ts";
import { messengerOf } from "#house/messenger.ts";

/** The object, as a backup calls it; RPC methods are typed by the classes, which are made in house/objects.ts. */
function restorable(env: Env, { kind, name }: ObjectName): Restorable {
  const { JURISDICTION } = env;
  const namespaces = {
    sender: () => inJurisdiction(env.SENDER, JURISDICTION),
    list: () => inJurisdiction(env.LISTS, JURISDICTION),
    audiences: () => inJurisdiction(env.AUDIENCES, JURISDICTION),
    messenger: () => inJurisdiction(env.MESSENGER, JURISDICTION),
  };
  const stub: unknown = namespaces[kind]().getByName(name);
  return stub as Restorable;
}

/** What backups get of the other stages. `forget`: what this isolate remembers of the store. */
export function backupHouse(env: Env, objects: IdentityObjects, clock: Clock, forget: () => void): BackupHouse {
  const db = env.DB;
  const senders = async (): Promise<ObjectName[]> =>
    (await allConnections(db)).map((id) => ({ kind: "sender", name: String(id) }));
  return {
    db,
    clock,
    lastArrival: () => lastArrival(db),
    objects: async () => [
      ...(await senders()),
      ...(await allSyncs(db)).map((id): ObjectName => ({ kind: "list", name: String(id) })),
      { kind: "audiences", name: "audiences" },
      { kind: "messenger", name: "messenger" },
    ],
    dump: (object, after) => restorable(env, object).dump(after),
    refill: (object, ...given) => restorable(env, object).refill(...given),
    archived: async () => {
      const { results } = await db.prepare("SELECT name FROM archive_files ORDER BY name").all<{ name: string }>();
      return results.map(({ name }) => name);
    },
    readFile: async (name) => (await env.ARCHIVE.get(name))?.body ?? null,
    writeFile: async (name, bytes) => void (await env.ARCHIVE.put(name, bytes)),
    settle: () => audiencesObject(env).settle(),
    adoptLinks: (after) => adoptLinks(db, objects, after),
    async wakeAll(resume) {
      forget();
      const { results } = await db.prepare("SELECT hash FROM suppressed").all<{ hash: string }>();
      await forgetLive(
        inJurisdiction(env.LIVE, env.JURISDICTION),
        results.map(({ hash }) => hash),
      );
      await audiencesObject(env).changed();
      await messengerOf(env).changed();
      if (!resume) return;
      const wake = wakeHouse(env, clock);
      for (const { name } of await senders()) await wake.senderOf(Number(name)).wake();
    },
  };
}
