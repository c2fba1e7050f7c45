import { type Account, newId, newUuid, runningOf, type ScriptKept, type VersionKept } from "./account.ts";
import { type Call, field, list, ok, refused, type Reply, type Route } from "./call.ts";

const NO_SCRIPT = refused(404, 10_007, "This Worker does not exist on your account.");

/** Good until 2100. */
const JWT = `e30.${btoa(JSON.stringify({ exp: 4_102_444_800 }))}.x`;

/** Workers: uploads, versions, deployments, and what is set at them. */
export function workerRoutes(account: Account): Route[] {
  const scriptOf = (name = "") => account.scripts.get(name);
  const withScript =
    (answer: (script: ScriptKept, call: Call) => Reply): Route[2] =>
    (call, [name]) => {
      const script = scriptOf(name);
      return script ? answer(script, call) : NO_SCRIPT;
    };
  const bindings = withScript((script) => ok({ bindings: bindingsOf(script) }));
  return [
    [
      "GET",
      /^\/workers\/services\/([^/]+)$/,
      withScript(({ name, migrationTag }) =>
        ok({
          id: name,
          default_environment: {
            environment: "production",
            script: {
              id: name,
              tag: "t",
              tags: [],
              last_deployed_from: "wrangler",
              migration_tag: migrationTag ?? undefined,
            },
          },
        }),
      ),
    ],
    ["GET", /^\/workers\/scripts\/([^/]+)\/settings$/, bindings],
    ["PATCH", /^\/workers\/scripts\/([^/]+)\/script-settings$/, withScript(() => ok({}))],
    [
      "GET",
      /^\/workers\/scripts\/([^/]+)\/secrets$/,
      withScript(({ secrets }) => ok([...secrets.keys()].map((name) => ({ name, type: "secret_text" })))),
    ],
    ["GET", /^\/workers\/scripts\/([^/]+)\/deployments$/, withScript(({ deployments }) => ok({ deployments }))],
    [
      "POST",
      /^\/workers\/scripts\/([^/]+)\/deployments$/,
      withScript((script, { body }) => {
        const versions = field(body, "versions") as ScriptKept["deployments"][number]["versions"];
        script.deployments.unshift({ id: newUuid(), versions });
        return ok({ id: newUuid(), versions });
      }),
    ],
    [
      "GET",
      /^\/workers\/scripts\/([^/]+)\/versions\/([^/]+)$/,
      ({ path }, [name]) => {
        const version = scriptOf(name)?.versions.find(({ id }) => path.endsWith(id));
        return version ? ok({ id: version.id, annotations: version.annotations }) : NO_SCRIPT;
      },
    ],
    ["POST", /^\/workers\/scripts\/([^/]+)\/versions$/, (call, [name = ""]) => uploaded(account, name, call, false)],
    ["PUT", /^\/workers\/scripts\/([^/]+)$/, (call, [name = ""]) => uploaded(account, name, call, true)],
    ["GET", /^\/workers\/scripts\/([^/]+)\/subdomain$/, () => ok({ enabled: false, previews_enabled: false })],
    [
      "POST",
      /^\/workers\/scripts\/([^/]+)\/subdomain$/,
      ({ body }) => ok({ enabled: field(body, "enabled"), previews_enabled: false }),
    ],
    ["GET", /^\/workers\/subdomain$/, () => ok({ subdomain: "agency" })],
    [
      "GET",
      /^\/workers\/workers\/([^/]+)$/,
      (_, [name]) =>
        ok({ id: newId(), name, subdomain: { enabled: false, previews_enabled: false }, tags: [], observability: {} }),
    ],
    [
      "POST",
      /^\/workers\/scripts\/([^/]+)\/assets-upload-session$/,
      ({ body }) => {
        const files = Object.values(field(body, "manifest") as Record<string, { hash: string }>);
        const missing = files.map(({ hash }) => hash).filter((hash) => !account.files.has(hash));
        return ok({ jwt: JWT, buckets: missing.length > 0 ? [missing] : [] });
      },
    ],
    [
      "POST",
      /^\/workers\/assets\/upload$/,
      ({ body }) => {
        for (const hash of Object.keys(body as object)) account.files.add(hash);
        return ok({ jwt: JWT });
      },
    ],
    [
      "GET",
      /^\/workers\/scripts\/([^/]+)\/schedules$/,
      withScript(({ crons }) => ok({ schedules: crons.map((cron) => ({ cron })) })),
    ],
    [
      "PUT",
      /^\/workers\/scripts\/([^/]+)\/schedules$/,
      withScript((script, { body }) => {
        script.crons = (body as { cron: string }[]).map(({ cron }) => cron);
        return ok({ schedules: body });
      }),
    ],
    ...domainRoutes(account),
    [
      "DELETE",
      /^\/workers\/scripts\/([^/]+)$/,
      withScript((script) => {
        account.scripts.delete(script.name);
        for (const { consumers } of account.queues) if (consumers[0]?.["script"] === script.name) consumers.splice(0);
        return ok(null);
      }),
    ],
  ];
}

const bindingsOf = (script: ScriptKept): unknown => runningOf(script)?.metadata["bindings"] ?? [];

function uploaded(account: Account, name: string, { body }: Call, isDeployed: boolean): Reply {
  const { metadata, ...modules } = body as { metadata: Record<string, unknown> } & Record<string, string>;
  const script = account.scripts.get(name) ?? newScript(name);
  if (!isDeployed && !account.scripts.has(name)) return NO_SCRIPT;
  const missing = ((metadata["bindings"] ?? []) as { type: string; queue_name?: string; service?: string }[]).find(
    ({ type, queue_name: queue, service }) =>
      (type === "queue" && !account.queues.some((each) => each.queue_name === queue)) ||
      (type === "service" && !account.scripts.has(service ?? "")),
  );
  if (missing) return refused(400, 10_143, `${missing.type} binding of something that is not there`);
  const version: VersionKept = {
    id: newUuid(),
    metadata,
    modules,
    annotations: (metadata["annotations"] ?? {}) as Record<string, string>,
  };
  for (const { type, name: binding, text } of (metadata["bindings"] ?? []) as Record<string, string>[])
    if (type === "secret_text") script.secrets.set(binding ?? "", text ?? "");
  const migrations = metadata["migrations"] as { new_tag?: string } | undefined;
  script.migrationTag = migrations?.new_tag ?? script.migrationTag;
  script.versions.push(version);
  if (isDeployed)
    script.deployments.unshift({ id: newUuid(), versions: [{ version_id: version.id, percentage: 100 }] });
  account.scripts.set(name, script);
  return ok({
    id: isDeployed ? name : version.id,
    etag: "e",
    pipeline_hash: "p",
    deployment_id: version.id.replaceAll("-", ""),
    startup_time_ms: 7,
    tag: "t",
    tags: null,
    resources: { script: { etag: "e" } },
  });
}

const newScript = (name: string): ScriptKept => ({
  name,
  migrationTag: null,
  versions: [],
  deployments: [],
  secrets: new Map(),
  crons: [],
  sources: [],
  events: [],
});

function domainRoutes(account: Account): Route[] {
  return [
    [
      "POST",
      /^\/workers\/scripts\/([^/]+)\/domains\/changeset$/,
      ({ body }) => ok({ added: body, removed: [], updated: [], conflicting: [] }),
    ],
    [
      "PUT",
      /^\/workers\/scripts\/([^/]+)\/domains\/records$/,
      ({ body }, [service = ""]) => {
        const origins = field(body, "origins") as { hostname: string }[];
        for (const { hostname } of origins) {
          account.domains = account.domains.filter((domain) => domain.hostname !== hostname);
          account.domains.push({ id: newId(), hostname, service });
        }
        return ok(origins);
      },
    ],
    [
      "GET",
      /^\/workers\/domains$/,
      ({ query }) => list(account.domains.filter(({ service }) => service === (query.get("service") ?? service))),
    ],
    [
      "DELETE",
      /^\/workers\/domains\/(\w+)$/,
      (_, [id]) => {
        account.domains = account.domains.filter((domain) => domain.id !== id);
        return ok(null);
      },
    ],
  ];
}
