import worker from "../../src/worker.ts";
import { observed } from "./observed.ts";

/**
 * The product's Worker with a count on each call that leaves it for a Durable Object or a rate limiter, which the sink
 * can't see. GET /bench/calls answers the counts since the last ask. Queue messages and D1 queries are counted by the sink.
 */
let calls: Record<string, number> = {};
const count = (name: string) => {
  calls[name] = (calls[name] ?? 0) + 1;
};

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const countedStub = (name: string, stub: unknown): unknown =>
  isObject(stub)
    ? observed(stub, (_method, result) => {
        count(name);
        return result;
      })
    : stub;

/** Made once, since the Worker may keep what it derives from its bindings. */
let wrapped: Env | null = null;

function countedEnv(env: Env): Env {
  if (wrapped !== null) return wrapped;
  const counted: Env = { ...env };
  for (const [name, binding] of Object.entries<unknown>({ ...env })) {
    if (!isObject(binding)) continue;
    if ("idFromName" in binding) {
      const objects = observed(binding, (method, result) =>
        method.startsWith("get") ? countedStub(name, result) : result,
      );
      Reflect.set(counted, name, objects);
    } else if ("limit" in binding) {
      Reflect.set(counted, name, countedStub(name, binding));
    }
  }
  wrapped = counted;
  return counted;
}

export * from "../../src/worker.ts";

export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname !== "/bench/calls") return worker.fetch(request, countedEnv(env), context);
    const told = calls;
    calls = {};
    return Response.json(told);
  },
} satisfies ExportedHandler<Env>;
