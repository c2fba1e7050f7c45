import { describe, expect, it } from "vitest";
import { EVENT_TYPES } from "#core/event.ts";
import { canonicalPath, endpointOf } from "#ingest/endpoint.ts";

/** What a path means, as the routes read it: its canonical form, less the version where there is one. */
const meaning = (path: string, alias = "") => endpointOf(canonicalPath(path, alias).replace(/^\/v1/, "").slice(1));

describe("the paths of the wire contract", () => {
  it.each(
    EVENT_TYPES.flatMap((type) => [
      [`/v1/${type}`, type],
      [`/v1/${type[0]}`, type],
      [`/${type[0]}`, type],
      [`/${type}`, type],
    ]),
  )("%s takes a single %s", (path, type) => expect(meaning(path)).toEqual({ kind: "single", type }));

  it.each(["/v1/b", "/v1/batch", "/v1/import", "/v1/import/", "/b", "/batch", "/v1/b/", "//v1//batch//"])(
    "%s takes a batch",
    (path) => {
      expect(meaning(path)).toEqual({ kind: "batch" });
    },
  );

  it("takes the libraries' metrics", () => expect(meaning("/v1/m")).toEqual({ kind: "metrics" }));

  it.each([
    "/",
    "/v1",
    "/v1/",
    "/v1/x",
    "/v1/T",
    "/v1/tt",
    "/v1/constructor",
    "/v1/__proto__",
    "/v1/toString",
    "/v1/t/x",
    "/health",
  ])("%s takes nothing", (path) => expect(meaning(path)).toBeNull());
});

describe("canonicalPath", () => {
  it.each([
    ["/v1/t", "", "/v1/t"],
    ["/v1/t/", "", "/v1/t"],
    ["/v1/t///", "", "/v1/t"],
    ["//v1//t", "", "/v1/t"],
    ["/", "", "/"],
    ["//", "", "/"],
    ["/k3x9/t", "/k3x9", "/v1/t"],
    ["/k3x9/t/", "/k3x9", "/v1/t"],
    ["/k3x9", "/k3x9", "/v1"],
    ["/k3x9y/t", "/k3x9", "/k3x9y/t"],
    ["/a/k3x9/t", "/k3x9", "/a/k3x9/t"],
    ["/v1/t", "/k3x9", "/v1/t"],
  ])("%s under alias %j is %s", (path, alias, canonical) => expect(canonicalPath(path, alias)).toBe(canonical));
});
