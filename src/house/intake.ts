import type { Intake } from "#ingest/receive.ts";
import { settingsFrom } from "#workspace/settings.ts";
import { clock, snapshot, planMemory, refusedNotes, rateGate } from "#house/isolate.ts";
import { show } from "#house/live.ts";
import { asPlanned } from "#house/tracking-plan.ts";

/** What the tracking API is given; `later` keeps the invocation alive for what nobody waits for. */
export function intakeOf(env: Env, later: (work: Promise<unknown>) => void): Intake {
  return {
    queue: env.EVENTS,
    clock,
    settings: {
      trustLocationHeaders: env.TRUST_LOCATION_HEADERS === "true",
      receivedAtHeader: env.RECEIVED_AT_HEADER,
      // Asked once the source is known, and so the snapshot read.
      get ipPrivacy() {
        return settingsFrom(snapshot.settings(), env).ipPrivacy;
      },
    },
    findSource: (key) => snapshot.findSource(env.DB, clock, key, later),
    async mayPass(source, address) {
      const now = clock();
      if (!(await rateGate.mayPass(env.SOURCE_LIMIT, `source ${source.id}`, now))) return false;
      // A server sends for everybody from one address; a browser only for its own visitor.
      if (source.kind === "secret" || address === null) return true;
      return rateGate.mayPass(env.ADDRESS_LIMIT, `address ${address}`, now);
    },
    watched: () => snapshot.watched(clock),
    publish: (events) => later(asPlanned(env.DB, planMemory, clock, events).then((planned) => show(env, planned))),
    noteRefused(refused) {
      const message = refusedNotes.note(refused, clock);
      if (message !== null) later(env.EVENTS.send(message, { contentType: "text" }));
    },
  };
}
