import { type Context, Hono } from "hono";
import type { EventType } from "#core/event.ts";
import { problemResponse } from "#core/http.ts";
import { Problem } from "#core/problem.ts";
import { ownLibrary, snippetLibrary } from "#ingest/browser-library.ts";
import { preflight, withCors } from "#ingest/cors.ts";
import { CALLS, endpointOf } from "#ingest/endpoint.ts";
import { eventOfQuery, gif, jsonp } from "#ingest/pixel.ts";
import { type Intake, receiveQuery } from "#ingest/receive.ts";
import { rudderSourceConfig, segmentSettings } from "#ingest/settings-documents.ts";
import { basicUser } from "#ingest/write-key.ts";

type Bound = { Bindings: Env };
/** Builds what a request needs from its bindings; given by worker.ts, where stages meet. */
export type IntakeOf = (context: Context<Bound>) => Intake;

/** What the tracking API answers besides its POST calls (`calls.ts`): documents, pixels, preflights, the browser library. */
export function ingestRoutes(intakeOf: IntakeOf): Hono<Bound> {
  const app = new Hono<Bound>();

  /** Every answer here can be read by any site's page, errors included; a bug asks the client to come back. */
  const open = (handle: (context: Context<Bound>) => Promise<Response>) => async (context: Context<Bound>) => {
    try {
      return withCors(context.req.raw, await handle(context));
    } catch (error) {
      return withCors(context.req.raw, problemResponse(error, "overloaded"));
    }
  };

  for (const [path, endpoint] of CALLS) {
    if (endpoint.kind !== "single") continue;
    const { type } = endpoint;
    app.get(
      path,
      open((context) => takeJsonp(intakeOf, type, context)),
    );
  }
  app.get("/v1/pixel/:call", async (context) => takePixel(intakeOf, context));
  app.get("/pixel/v1/:call", async (context) => takePixel(intakeOf, context));

  app.get(
    "/v1/projects/:key/settings",
    open((context) => settings(intakeOf, context)),
  );
  app.get(
    "/sourceConfig",
    open((context) => sourceConfig(intakeOf, context)),
  );
  app.get(
    "/cluster-info",
    open(async () => Response.json({ nodeCount: 1 })),
  );
  app.get("/v1/:file{[^/]+\\.js}", open(sdk));
  // Loaded by Segment's snippet our SDK looks for its parts beside the folder of the key.
  app.get("/analytics.js/v1/:file{[^/]+\\.js}", open(sdk));
  app.get("/analytics.js/v1/:key/:file", open(snippetsLibrary));
  // Where Segment's own build looks for its chunks, whatever folder it was loaded from.
  app.get("/analytics-next/bundles/:file", open(snippetsLibrary));
  // The admin API is for its own origin and for programs; no other page may ask for it.
  app.options("*", (context, next) =>
    context.req.path.startsWith("/api/") ? next() : Promise.resolve(preflight(context.req.raw)),
  );
  return app;
}

/** JSONP (analytics.js classic where there was no CORS): the event is in `data`, the answer is a script. */
async function takeJsonp(intakeOf: IntakeOf, type: EventType, context: Context<Bound>): Promise<Response> {
  const query = new URL(context.req.url).searchParams;
  const event = eventOfQuery(query);
  if (!query.has("data")) throw new Problem("not_found");
  if (!event) throw new Problem("json_invalid");
  await receiveQuery(intakeOf(context), context.req.raw, type, event, query.get("writeKey"));
  return jsonp(query.get("callback") ?? "") ?? Response.json({ success: true });
}

/** An image in a mail: always the image, whatever became of the event. */
async function takePixel(intakeOf: IntakeOf, context: Context<Bound>): Promise<Response> {
  const endpoint = endpointOf(context.req.param("call") ?? "");
  const query = new URL(context.req.url).searchParams;
  const event = eventOfQuery(query);
  try {
    if (endpoint?.kind === "single" && event) {
      await receiveQuery(intakeOf(context), context.req.raw, endpoint.type, event, query.get("writeKey"));
    }
  } catch (error) {
    // A Problem was already noted for the owner; anything else is logged by the same rendering that others get.
    if (!(error instanceof Problem)) problemResponse(error);
  }
  return gif();
}

async function settings(intakeOf: IntakeOf, context: Context<Bound>): Promise<Response> {
  const key = context.req.param("key") ?? "";
  const source = await intakeOf(context).findSource(key);
  if (!source) throw new Problem("write_key_unknown");
  return Response.json(segmentSettings(key, new URL(context.req.url)), {
    headers: { "cache-control": "public, max-age=300" },
  });
}

async function sourceConfig(intakeOf: IntakeOf, context: Context<Bound>): Promise<Response> {
  const key = basicUser(context.req.header("authorization") ?? null) ?? context.req.query("writeKey") ?? "";
  const source = await intakeOf(context).findSource(key);
  if (!source) throw new Problem("write_key_unknown");
  return Response.json(rudderSourceConfig(source, key, source.createdAt));
}

const sdk = ({ env, req }: Context<Bound>): Promise<Response> =>
  ownLibrary(env.ASSETS, req.url, req.param("file") ?? "");

const snippetsLibrary = async ({ env, req }: Context<Bound>): Promise<Response> =>
  snippetLibrary(env.ASSETS, req.url, req.param("file") ?? "", env.BROWSER_LIBRARY === "segment");
