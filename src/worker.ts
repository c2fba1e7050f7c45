import { env as worker } from "cloudflare:workers";
import { Hono } from "hono";
import { type AdminBound, mount } from "#core/admin-route.ts";
import { createAccessKeys } from "#access/access-keys.ts";
import { trimAccess } from "#access/audit.ts";
import { stillIn } from "#access/callers.ts";
import { createRecordActs } from "#access/record-acts.ts";
import { accessRoutes } from "#access/routes.ts";
import { sessionRoutes } from "#access/session-routes.ts";
import { requireSignIn } from "#access/sign-in.ts";
import { messenger } from "#automations/messenger.ts";
import { automationRoutes } from "#automations/routes.ts";
import { watchedTriggers } from "#automations/watched-triggers.ts";
import { systemClock } from "#core/clock.ts";
import type { TrackedEvent } from "#core/event.ts";
import { archiveRoutes } from "#archive/routes.ts";
import { audiences } from "#audiences/audiences.ts";
import { audienceRoutes } from "#audiences/routes.ts";
import { createWatchMemory, isWakeAgain, wakeAudiences } from "#audiences/wake.ts";
import { destinations } from "#destinations/catalogue.ts";
import { createRegistry } from "#destinations/registry.ts";
import { segmentRegistry } from "#destinations/segment-catalogue/catalogue.ts";
import type { CatalogueService } from "#destinations/segment-catalogue/service.ts";
import { connectionRoutes } from "#destinations/routes.ts";
import { sender } from "#destinations/sender.ts";
import { createRunning, wakeAll, wakeLater } from "#destinations/wake.ts";
import { identity } from "#identity/object.ts";
import { handOverOverdue, identityObjects } from "#identity/hand-over.ts";
import { createKnownLinks } from "#identity/known-links.ts";
import { claimAgeOf } from "#identity/links-of.ts";
import { continueErasure, openErasures } from "#identity/erasure.ts";
import { peopleRoutes } from "#identity/routes.ts";
import { bucketsOf } from "#identity/owner-name.ts";
import { problemResponse } from "#core/http.ts";
import { log } from "#core/log.ts";
import { Problem } from "#core/problem.ts";
import { answerCall } from "#ingest/calls.ts";
import { CALLS, canonicalPath, pathOf } from "#ingest/endpoint.ts";
import { createRateGate } from "#ingest/rate-gate.ts";
import type { Intake } from "#ingest/receive.ts";
import { createRefusedNotes } from "#ingest/refused-notes.ts";
import { ingestRoutes } from "#ingest/routes.ts";
import { listSync } from "#lists/list-sync.ts";
import { listSyncRoutes } from "#lists/routes.ts";
import { liveFeed } from "#live/feed.ts";
import { publish } from "#live/publish.ts";
import { liveRoutes } from "#live/routes.ts";
import { outboxRoutes } from "#mail/outbox-routes.ts";
import { mailSettingsRoutes } from "#mail/settings-routes.ts";
import { suppressionRoutes } from "#mail/suppression-routes.ts";
import { unsubscribeRoutes } from "#mail/unsubscribe-routes.ts";
import { pushRoutes } from "#push/routes.ts";
import { type Appended, createWriter } from "#store/append.ts";
import { eventsSince } from "#store/unpacked.ts";
import { storeRoutes } from "#store/routes.ts";
import { trimRefusedSamples } from "#store/refused.ts";
import { peopleSince } from "#store/timeline.ts";
import { watchUntil } from "#store/watch.ts";
import { health } from "#store/health.ts";
import { createAnswerCache } from "#query/answer-cache.ts";
import type { Answered } from "#query/answer-meta.ts";
import { discoveryRoutes } from "#query/discovery-routes.ts";
import { reportRoutes } from "#query/report-routes.ts";
import { queryRoutes } from "#query/routes.ts";
import { dashboardPage, isDashboardPage } from "#workspace/dashboard-page.ts";
import { openapiRoute } from "#workspace/openapi.ts";
import { workspaceRoutes } from "#workspace/routes.ts";
import { settingsFrom } from "#workspace/settings.ts";
import { settingsRoutes } from "#workspace/settings-routes.ts";
import { createSnapshot } from "#workspace/snapshot.ts";
import { archiveHouse, archiveOf, keepArchive, makeRoom } from "#house/archive.ts";
import { accessHouse } from "#house/access.ts";
import { audienceRoutesHouse, audiencesHouse, audiencesObject, watchHouse } from "#house/audiences.ts";
import { connectionsHouse, senderHouse, wakeHouse } from "#house/connections.ts";
import { automationsHouse, messengerHouse } from "#house/automations.ts";
import { listHouse, listRoutesHouse, wakeList } from "#house/lists.ts";
import { messengerOf } from "#house/messenger.ts";
import { mailHouse } from "#house/mail.ts";
import { publicPushHouse } from "#house/push.ts";
import { peopleHouse } from "#house/people.ts";
import { buryAll, consume, type PipelineBindings } from "./pipeline.ts";
import { readHouse } from "#house/questions.ts";

type Bound = { Bindings: Env };

// What one isolate remembers between requests. Each is right on its own; nothing breaks when another isolate knows less.
const clock = systemClock;
const snapshot = createSnapshot();
const writer = createWriter();
const knownLinks = createKnownLinks();
const answers = createAnswerCache<Answered>();
const refusedNotes = createRefusedNotes();
const rateGate = createRateGate();
const running = createRunning();
const watchMemory = createWatchMemory();
const accessKeys = createAccessKeys(clock);
const acts = createRecordActs();
const registry = createRegistry(destinations, [
  // The binding is called as what it is: src/catalogue-worker.ts.
  segmentRegistry(() => worker.CATALOGUE as unknown as CatalogueService | undefined),
]);

/** The live feed's object: there is one, and it lives where its first watcher is. */
export class LiveFeed extends liveFeed<Env>((env) => ({
  storedSince: (afterSeq, limit) => eventsSince(env.DB, afterSeq, limit, archiveOf(env)),
  peopleSince: (sinceMs) => peopleSince(env.DB, sinceMs),
  watch: async (untilMs) => {
    snapshot.setWatchedUntil(untilMs);
    await watchUntil(env.DB, untilMs);
  },
  stillIn: (passes) => stillIn(env.DB, passes, clock()),
})) {}

/** Segment's number; PostHog and Mixpanel have none or 500. A person of more user ids is nearly always a bug in a site. */
const MAX_USERS_A_PERSON = 100;

const wakeWatchers = (env: Env) => wakeAudiences(watchHouse(env, clock), watchMemory);

/** Who was linked with whom: one object per linked id. */
export class Identity extends identity<Env>((env) => ({
  databases: [env.DB],
  maxUsers: MAX_USERS_A_PERSON,
  published: () => wakeWatchers(env),
})) {}

/** Sends one connection's events. */
export class Sender extends sender<Env>((env) => senderHouse(env, registry)) {}

/** Keeps audiences up to date. */
export class Audiences extends audiences<Env>((env, storage) =>
  audiencesHouse(
    env,
    storage,
    {
      take: (firings) => messengerOf(env).take(firings),
      triggers: () => watchedTriggers(env.DB),
    },
    (sync) => wakeList(env, sync),
  ),
) {}
/** Keeps one list elsewhere in step with an audience. */
export class ListSync extends listSync<Env>((env) => listHouse(env)) {}

/** Acts for all automations. */
export class Messenger extends messenger<Env>((env, storage) => messengerHouse(env, storage, registry, answers)) {}

const objectsOf = (env: Env) => identityObjects(env.IDENTITY, bucketsOf(env.IDENTITY_BUCKETS));

async function show(env: Env, ...shown: [events: TrackedEvent[], stored?: Appended["range"]]): Promise<void> {
  const watchers = await publish(env.LIVE, ...shown);
  if (watchers === 0) snapshot.setWatchedUntil(0);
}

function intakeOf(env: Env, later: (work: Promise<unknown>) => void): Intake {
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
    publish: (events) => later(show(env, events)),
    noteRefused(refused) {
      const message = refusedNotes.note(refused, clock);
      if (message !== null) later(env.EVENTS.send(message, { contentType: "text" }));
    },
  };
}

const houseOf = (env: Env) => peopleHouse(env, objectsOf(env), clock);

const accessOf = (env: Env) => accessHouse(env, clock);

const mailOf = (env: Env) => mailHouse(env, clock);

const askingOf = (env: Env) => readHouse(env, answers);
const defaultsOf = async (env: Env) => {
  const { timezone, weekStart } = settingsFrom(await snapshot.settingsNow(env.DB, clock), env);
  return { timezone, weekStart };
};

const adminRoutes = () => [
  ...accessRoutes(accessOf),
  ...workspaceRoutes(clock, () => snapshot.forget()),
  ...settingsRoutes(() => snapshot.forget()),
  ...storeRoutes(clock, archiveOf),
  ...archiveRoutes((env) => archiveHouse(env, clock)),
  ...peopleRoutes(clock, houseOf),
  ...queryRoutes(clock, askingOf, defaultsOf),
  ...discoveryRoutes(clock, askingOf, defaultsOf),
  ...reportRoutes(clock, askingOf, defaultsOf),
  ...connectionRoutes((env) => connectionsHouse(env, registry, clock, running)),
  ...audienceRoutes((env) => audienceRoutesHouse(env, clock, watchMemory)),
  ...listSyncRoutes((env) => listRoutesHouse(env, clock)),
  ...automationRoutes((env) => automationsHouse(env, registry, clock, answers)),
  ...mailSettingsRoutes(mailOf),
  ...suppressionRoutes(mailOf),
  ...outboxRoutes(mailOf),
  ...liveRoutes,
];

const router = <B extends Bound = Bound>() =>
  new Hono<B>({
    getPath: (request, options) => {
      const env: unknown = options?.env;
      const alias = typeof env === "object" && env !== null && "PATH_ALIAS" in env ? String(env.PATH_ALIAS) : "";
      return canonicalPath(pathOf(request.url), alias);
    },
  })
    .onError((error) => problemResponse(error))
    .notFound(() => problemResponse(new Problem("not_found")));

// Made for the first that asks: the schemas of its routes would be a quarter of what every start evaluates
// (docs/decisions/0015).
let madeApi: Hono<AdminBound> | undefined;
function api(): Hono<AdminBound> {
  if (madeApi) return madeApi;
  const routes = adminRoutes();
  madeApi = router<AdminBound>().use("/api/*", acts.middleware(accessOf), requireSignIn(accessOf, accessKeys));
  mount(madeApi, [...routes, openapiRoute(routes)]);
  return madeApi;
}

const app = router();

app.route(
  "/",
  ingestRoutes((context) => intakeOf(context.env, (work) => context.executionCtx.waitUntil(work))),
);
app.route("/", unsubscribeRoutes(mailOf));
app.route(
  "/",
  pushRoutes(({ env, req, executionCtx }) =>
    publicPushHouse(
      env,
      clock,
      intakeOf(env, (work) => executionCtx.waitUntil(work)),
      req.url,
    ),
  ),
);
app.get("/health", (context) => health(context.env.DB));
app.route("/", sessionRoutes(accessOf, acts));
app.all("/api/*", ({ req, env, executionCtx }) => api().fetch(req.raw, env, executionCtx));

app.get("*", async (context, next) => {
  const wantsPage = context.req.header("accept")?.includes("text/html") ?? false;
  if (wantsPage && isDashboardPage(context.req.path)) return dashboardPage(context.env.ASSETS, context.req.url);
  return context.req.path === "/" ? health(context.env.DB) : next();
});

/** Every route there is: what the access matrix of the tests is made from. */
export const allRoutes = () => [...app.routes, ...api().routes];

const pipelineOf = (env: Env): PipelineBindings => ({
  db: env.DB,
  writer,
  clock,
  identity: { objects: objectsOf(env), known: knownLinks, maxClaimAgeMs: claimAgeOf(env.CLAIM_MAX_AGE_DAYS) },
  continueErasure: async (id) => void (await continueErasure(houseOf(env), id, clock())),
  makeRoom: () => makeRoom(env, clock),
  wake: async () => void (await Promise.all([wakeAll(wakeHouse(env, clock), running), wakeWatchers(env)])),
  publish: (events, range) => show(env, events, range),
});

export default {
  async fetch(request, env, context) {
    const call = request.method === "POST" ? CALLS.get(canonicalPath(pathOf(request.url), env.PATH_ALIAS)) : undefined;
    if (!call) return app.fetch(request, env, context);
    return answerCall(
      intakeOf(env, (work) => context.waitUntil(work)),
      request,
      call,
    );
  },
  async queue(batch, env) {
    if (batch.queue.endsWith("-dead")) return buryAll(batch, pipelineOf(env));
    if (batch.queue.endsWith("-events")) return consume(batch, pipelineOf(env));
    if (batch.queue.endsWith("-deliveries")) {
      const watchers = (body: unknown) => (isWakeAgain(body) ? audiencesObject(env) : null);
      return wakeLater(batch, wakeHouse(env, clock).senderOf, watchers);
    }
    log("error", "queue_unknown", { queue: batch.queue });
    batch.retryAll({ delaySeconds: 600 });
  },
  async scheduled(_controller, env) {
    await Promise.all([
      trimRefusedSamples(env.DB),
      trimAccess(env.DB, clock()),
      handOverOverdue(env.DB, objectsOf(env), clock()),
      wakeAll(wakeHouse(env, clock), running),
      wakeWatchers(env),
      messengerOf(env).wake(),
    ]);
    // What asks for its own continuation needs this only where the queue has lost it.
    for (const id of await openErasures(env.DB)) await houseOf(env).continueLater(id);
    await keepArchive(env, clock);
  },
} satisfies ExportedHandler<Env>;
