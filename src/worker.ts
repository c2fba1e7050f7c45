import { log, reasonOf } from "#core/log.ts";
import { trimAccess } from "#access/audit.ts";
import { isWakeAgain } from "#audiences/wake.ts";
import { wakeLater } from "#destinations/wake.ts";
import { continueErasure, openErasures } from "#identity/erasure.ts";
import { handOverOverdue } from "#identity/hand-over.ts";
import { claimAgeOf } from "#identity/links-of.ts";
import { answerCall } from "#ingest/calls.ts";
import { CALLS } from "#ingest/endpoint.ts";
import type { Intake } from "#ingest/receive.ts";
import { foldOperations } from "#operations/fold.ts";
import { trimRefusedSamples } from "#store/refused.ts";
import { tidyPlan } from "#tracking-plan/housekeeping.ts";
import { app, houseOf, routedPath, routersSoFar } from "#house/app.ts";
import { keepArchive, makeRoom } from "#house/archive.ts";
import { audiencesObject } from "#house/audiences.ts";
import { wakeHouse } from "#house/connections.ts";
import { intakeOf } from "#house/intake.ts";
import { meter } from "#house/isolate-meter.ts";
import { clock, writer, knownLinks, planMemory } from "#house/isolate.ts";
import { messengerOf } from "#house/messenger.ts";
import { meteredEnv } from "#house/metered.ts";
import { show } from "#house/live.ts";
import { identityObjectsOf } from "#house/people.ts";
import { wakeReaders } from "#house/wake.ts";
import { patternOf, withLine } from "#house/request-line.ts";
import { secured } from "#house/secured.ts";
import { buryAll, consume, type PipelineBindings } from "./pipeline.ts";

export { Audiences, Identity, ListSync, LiveFeed, Messenger, Sender } from "#house/objects.ts";

const pipelineOf = (env: Env): PipelineBindings => ({
  db: env.DB,
  writer,
  clock,
  plan: planMemory,
  identity: { objects: identityObjectsOf(env), known: knownLinks, maxClaimAgeMs: claimAgeOf(env.CLAIM_MAX_AGE_DAYS) },
  continueErasure: async (id) => void (await continueErasure(houseOf(env), id, clock())),
  makeRoom: () => makeRoom(env, clock),
  wake: () => wakeReaders(env),
  publish: (events, range) => show(env, events, range),
});

async function answered(request: Request, env: Env, context: ExecutionContext): Promise<Response> {
  const path = routedPath(request.url, env.PATH_ALIAS);
  const call = request.method === "POST" ? CALLS.get(path) : undefined;
  let source: number | null = null;
  const route = () => (call ? path : patternOf(routersSoFar(), request.method, path));
  const line = { clock, setting: env.LOG_REQUESTS, route, source: () => source };
  const response = await withLine(request, line, async () => {
    if (!call) return secured(await app.fetch(request, env, context), request.url);
    const intake = intakeOf(env, (work) => context.waitUntil(work));
    const findSource: Intake["findSource"] = async (key) => {
      const found = await intake.findSource(key);
      source = found?.id ?? null;
      return found;
    };
    return answerCall({ ...intake, findSource }, request, call);
  });
  // What went into the queue is counted by whoever takes it out.
  if (!call || !response.ok) meter.add("requests.other");
  return response;
}

/** An erasure asks for its own continuation; this is for what the queue has lost. */
async function continueErasures(env: Env): Promise<void> {
  for (const id of await openErasures(env.DB)) await houseOf(env).continueLater(id);
}

export default {
  async fetch(request, bound, context) {
    const response = await answered(request, meteredEnv(bound, meter), context);
    if (meter.isDue()) context.waitUntil(meter.writeSoon(bound.DB));
    return response;
  },
  async queue(batch, bound) {
    const env = meteredEnv(bound, meter);
    if (batch.queue.endsWith("-dead")) await buryAll(batch, pipelineOf(env));
    else if (batch.queue.endsWith("-events")) await consume(batch, pipelineOf(env));
    else if (batch.queue.endsWith("-deliveries")) {
      const watchers = (body: unknown) => (isWakeAgain(body) ? audiencesObject(env) : null);
      meter.add("messages.deliveries", batch.messages.length);
      await wakeLater(batch, wakeHouse(env, clock).senderOf, watchers);
    } else {
      log("error", "queue_unknown", { queue: batch.queue });
      batch.retryAll({ delaySeconds: 600 });
    }
    if (meter.isDue()) await meter.write(bound.DB);
  },
  async scheduled(_controller, bound) {
    const env = meteredEnv(bound, meter);
    // What fails is tried again in an hour, and keeps nothing else from being done.
    const ended = await Promise.allSettled([
      trimRefusedSamples(env.DB),
      trimAccess(env.DB, clock()),
      tidyPlan(env.DB, clock()),
      foldOperations(env.DB, clock()),
      handOverOverdue(env.DB, identityObjectsOf(env), clock()),
      wakeReaders(env),
      messengerOf(env).wake(),
      keepArchive(env, clock),
      continueErasures(env),
    ]);
    const failed = ended.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []));
    for (const error of failed) log("error", "cron_failed", { reason: reasonOf(error) });
    if (failed.length > 0) throw new Error(`${failed.length} of the hourly duties failed`, { cause: failed[0] });
  },
} satisfies ExportedHandler<Env>;
