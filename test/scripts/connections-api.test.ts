import { once } from "node:events";
import { createServer } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { type Api, apiAt } from "../../scripts/connections/api.ts";
import { Failure } from "../../scripts/connections/failure.ts";
import { entryOf } from "../../scripts/connections/find.ts";

const listed = { slug: "one", name: "One", description: "", categories: [], tier: "native" };
const entry = { ...listed, documentation: "", settings: [], actions: {}, presets: [] };
const problem = (message: string) => JSON.stringify({ success: false, code: "x", message, error: message });

/** What each path answers: deployments of two versions, and what is none. */
const ANSWERS: Record<string, [status: number, body: string]> = {
  "/api/destinations": [
    200,
    JSON.stringify({
      destinations: [
        { ...entry, slug: "two" },
        { ...listed, slug: "three" },
      ],
    }),
  ],
  "/api/destinations/one": [200, JSON.stringify(entry)],
  "/unknown": [404, problem("There is nothing at this address. /api/openapi.json lists what there is.")],
  "/unknown-event": [
    404,
    problem(
      "There is nothing at this address. /api/openapi.json lists what there is. messageId: no stored event has it.",
    ),
  ],
  "/invalid": [400, problem("A field of the request can't be used. name: too long")],
  "/broken": [502, "<html>Bad gateway</html>"],
  "/other": [200, "<html>Hello</html>"],
  "/moved": [301, ""],
  "/token": [401, problem("Sign in")],
};
const server = createServer(({ url = "" }, response) => {
  const [status, body] = ANSWERS[url] ?? [404, problem("There is nothing at this address.")];
  response.writeHead(status, { location: "https://other.example/" }).end(body);
});
let url = "";
let api: Api;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  api = apiAt({ url, token: "hush" });
});
afterAll(() => void server.close());

describe("a destination's form", () => {
  test("comes from its own address, else from the list", async () => {
    expect(await entryOf(api, "one")).toEqual(entry);
    expect(await entryOf(api, "two")).toEqual({ ...entry, slug: "two" });
  });

  test.each([
    ["three", "does not say what it asks for"],
    ["four", 'There is no destination "four"'],
    ["../connections", 'There is no destination "../connections"'],
  ])("%s has none", async (slug, message) => {
    await expect(entryOf(api, slug)).rejects.toThrow(message);
  });
});

test.each([
  ["/unknown", "There is nothing at this address. /api/openapi.json lists what there is."],
  ["/unknown-event", "messageId: no stored event has it."],
  ["/invalid", "A field of the request can't be used. name: too long"],
  ["/broken", "URL answered 502, and not as Headwater does."],
  ["/other", "URL/other answers as no Headwater of this version does. Look at HEADWATER_URL."],
  ["/moved", "URL redirects to https://other.example/. Set HEADWATER_URL to that."],
  ["/token", "URL does not know this token. Look at HEADWATER_TOKEN."],
])("%s is told as: %s", async (path, message) => {
  const asked = api(z.object({}), path);
  await expect(asked).rejects.toBeInstanceOf(Failure);
  await expect(asked).rejects.toMatchObject({ message: message.replace("URL", url) });
});
