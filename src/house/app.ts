import { Hono } from "hono";
import { type AdminBound, mount } from "#core/admin-route.ts";
import { problemResponse } from "#core/http.ts";
import { Problem } from "#core/problem.ts";
import { accessRoutes } from "#access/routes.ts";
import { sessionRoutes } from "#access/session-routes.ts";
import { requireSignIn } from "#access/sign-in.ts";
import { archiveRoutes } from "#archive/routes.ts";
import { audienceRoutes } from "#audiences/routes.ts";
import { automationRoutes } from "#automations/routes.ts";
import { backupRoutes } from "#backup/backup-routes.ts";
import { restoreRoutes } from "#backup/restore-routes.ts";
import { connectionRoutes } from "#destinations/routes.ts";
import { peopleRoutes } from "#identity/routes.ts";
import { canonicalPath, pathOf } from "#ingest/endpoint.ts";
import { ingestRoutes } from "#ingest/routes.ts";
import { listSyncRoutes } from "#lists/routes.ts";
import { liveRoutes } from "#live/routes.ts";
import { outboxRoutes } from "#mail/outbox-routes.ts";
import { mailSettingsRoutes } from "#mail/settings-routes.ts";
import { suppressionRoutes } from "#mail/suppression-routes.ts";
import { unsubscribeRoutes } from "#mail/unsubscribe-routes.ts";
import { operationRoutes } from "#operations/routes.ts";
import { pushRoutes } from "#push/routes.ts";
import { discoveryRoutes } from "#query/discovery-routes.ts";
import { reportRoutes } from "#query/report-routes.ts";
import { queryRoutes } from "#query/routes.ts";
import { health } from "#store/health.ts";
import { storeRoutes } from "#store/routes.ts";
import { trackingPlanRoutes } from "#tracking-plan/routes.ts";
import { dashboardPage, isDashboardPage } from "#workspace/dashboard-page.ts";
import { openapiRoute } from "#workspace/openapi.ts";
import { workspaceRoutes } from "#workspace/routes.ts";
import { settingsRoutes } from "#workspace/settings-routes.ts";
import { settingsFrom } from "#workspace/settings.ts";
import { accessHouse } from "#house/access.ts";
import { archiveHouse, archiveOf } from "#house/archive.ts";
import { audienceRoutesHouse } from "#house/audiences.ts";
import { automationsHouse } from "#house/automations.ts";
import { backupHouse } from "#house/backup.ts";
import { connectionsHouse } from "#house/connections.ts";
import { intakeOf } from "#house/intake.ts";
import { clock, snapshot, writer, answers, running, watchMemory, accessKeys, acts, registry } from "#house/isolate.ts";
import { listRoutesHouse } from "#house/lists.ts";
import { mailHouse } from "#house/mail.ts";
import { operationsHouse } from "#house/operations.ts";
import { identityObjectsOf, peopleHouse } from "#house/people.ts";
import { publicPushHouse } from "#house/push.ts";
import { readHouse } from "#house/questions.ts";
import { trackingPlanHouse } from "#house/tracking-plan.ts";

export const houseOf = (env: Env) => peopleHouse(env, identityObjectsOf(env), clock);

const accessOf = (env: Env) => accessHouse(env, clock);

const mailOf = (env: Env) => mailHouse(env, clock);

const askingOf = (env: Env) => readHouse(env, answers);
const defaultsOf = async (env: Env) => {
  const { timezone, weekStart } = settingsFrom(await snapshot.settingsNow(env.DB, clock), env);
  return { timezone, weekStart };
};

const backupOf = (env: Env) =>
  backupHouse(env, identityObjectsOf(env), clock, () => {
    writer.dictionary = null;
    snapshot.forget();
    running.forget();
    watchMemory.forget();
  });

type Bound = { Bindings: Env };

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
  ...trackingPlanRoutes(clock, (env) => trackingPlanHouse(env, clock)),
  ...operationRoutes((env) => operationsHouse(env, clock)),
  ...liveRoutes,
  ...backupRoutes(backupOf),
  ...restoreRoutes(backupOf),
];

/** The path that routes know, whatever a deployment calls the tracking API's. */
export function routedPath(url: string, alias: string): string {
  const path = canonicalPath(pathOf(url), alias);
  // Where Prometheus looks by itself.
  return path === "/metrics" ? "/api/metrics" : path;
}

const router = <B extends Bound = Bound>() =>
  new Hono<B>({
    getPath: (request, options) => {
      const env: unknown = options?.env;
      const alias = typeof env === "object" && env !== null && "PATH_ALIAS" in env ? String(env.PATH_ALIAS) : "";
      return routedPath(request.url, alias);
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

/** Everything but the tracking calls, which are answered before any router (docs/decisions/0005). */
export const app = router();

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
app.get("/health", (context) => health(context.env.DB, context.env));
app.route("/", sessionRoutes(accessOf, acts));
app.all("/api/*", ({ req, env, executionCtx }) => api().fetch(req.raw, env, executionCtx));

app.get("*", async (context, next) => {
  const wantsPage = context.req.header("accept")?.includes("text/html") ?? false;
  if (wantsPage && isDashboardPage(context.req.path)) return dashboardPage(context.env.ASSETS, context.req.url);
  return context.req.path === "/" ? health(context.env.DB, context.env) : next();
});

/** The routers there are by now, in the order in which a request passes them: what names the route of a request. */
export const routersSoFar = () => (madeApi ? [app, madeApi] : [app]);

/** Every route there is: what the access matrix of the tests is made from. */
export const allRoutes = () => [...app.routes, ...api().routes];
