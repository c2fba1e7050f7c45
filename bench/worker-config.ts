import * as z from "zod";
import { CF_HEADER } from "./requests.ts";

/** workerd's configuration is Cap'n Proto text; its strings are C strings, which JSON's are but for \u escapes. */
const text = (value: string): string => JSON.stringify(value).replace(/\\u00([0-9a-f]{2})/gi, "\\x$1");

/** The part of wrangler.toml that says what the Worker is bound to. */
export const Bindings = z.object({
  d1_databases: z.array(z.object({ binding: z.string() })),
  queues: z.object({ producers: z.array(z.object({ binding: z.string() })).default([]) }),
  assets: z.object({ binding: z.string().optional() }).optional(),
  ratelimits: z.array(z.object({ name: z.string(), simple: z.object({ limit: z.number(), period: z.number() }) })),
  durable_objects: z.object({ bindings: z.array(z.object({ name: z.string(), class_name: z.string() })) }),
  vars: z.record(z.string(), z.unknown()),
});
export type Bindings = z.infer<typeof Bindings>;

export interface Built {
  /** File names beside the configuration, the main module first. */
  modules: string[];
  compatibilityDate: string;
}

const moduleLine = (name: string): string => {
  const kind = name.endsWith(".wasm") ? "wasm" : name.endsWith(".js") || name.endsWith(".mjs") ? "esModule" : "text";
  return `(name = ${text(`./${name}`)}, ${kind} = embed ${text(name)})`;
};

/** The bindings of wrangler.toml, each pointing to the sink in its own name, and the services they need. */
function bindingsOf(config: Bindings) {
  const bindings: string[] = [];
  const outside = new Set<string>();
  const sinkFor = (binding: string): string => {
    outside.add(binding);
    return text(`sink-${binding}`);
  };
  for (const { binding } of config.d1_databases) {
    const inner = `(name = "fetcher", service = ${sinkFor("DB")})`;
    bindings.push(
      `(name = ${text(binding)}, wrapped = (moduleName = "cloudflare-internal:d1-api", innerBindings = [${inner}]))`,
    );
  }
  for (const { binding } of config.queues.producers)
    bindings.push(`(name = ${text(binding)}, queue = ${sinkFor(binding)})`);
  if (config.assets?.binding !== undefined)
    bindings.push(`(name = ${text(config.assets.binding)}, service = ${sinkFor("ASSETS")})`);
  for (const { name, simple } of config.ratelimits) {
    const inner = `(name = "limit", json = "${simple.limit}"), (name = "period", json = "${simple.period}")`;
    bindings.push(`(name = ${text(name)}, wrapped = (moduleName = "bench:limiter", innerBindings = [${inner}]))`);
  }
  for (const { name, class_name } of config.durable_objects.bindings) {
    bindings.push(`(name = ${text(name)}, durableObjectNamespace = ${text(class_name)})`);
  }
  for (const [name, value] of Object.entries(config.vars)) {
    bindings.push(
      `(name = ${text(name)}, ${typeof value === "string" ? `text = ${text(value)}` : `json = ${text(JSON.stringify(value))}`})`,
    );
  }
  return { bindings, outside: [...outside] };
}

/** A whole workerd configuration for one Worker; `config` is null for a Worker without bindings. */
export function workerdConfig(built: Built, config: Bindings | null, sinkPort: number): string {
  const { bindings, outside } = config === null ? { bindings: [], outside: [] } : bindingsOf(config);
  const classes = config?.durable_objects.bindings.map(({ class_name }) => class_name) ?? [];
  const sinks = outside.map((name) => {
    const header = `injectRequestHeaders = [(name = "bench-binding", value = ${text(name)})]`;
    return `(name = ${text(`sink-${name}`)}, external = (address = "127.0.0.1:${sinkPort}", http = (${header})))`;
  });
  const storage = classes.length === 0 ? "" : `durableObjectStorage = (inMemory = void),`;
  const namespaces = classes.map(
    (name) => `(className = ${text(name)}, uniqueKey = ${text(`bench-${name}`)}, enableSql = true)`,
  );
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .main), ${sinks.join(", ")}],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (cfBlobHeader = ${text(CF_HEADER)}), service = "main")],
  extensions = [(modules = [(name = "bench:limiter", internal = true, esModule = embed "limiter.js")])],
);
const main :Workerd.Worker = (
  modules = [${built.modules.map(moduleLine).join(", ")}],
  compatibilityDate = ${text(built.compatibilityDate)},
  ${storage}
  durableObjectNamespaces = [${namespaces.join(", ")}],
  bindings = [${bindings.join(",\n    ")}],
);
`;
}
