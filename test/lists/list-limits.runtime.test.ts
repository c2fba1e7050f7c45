import { describe, expect, it } from "vitest";
import { admin, call, env } from "../support/world.ts";
import { everythingInD1, everythingInObjects } from "../support/all-storage.ts";
import { listHouse, listRoutesHouse } from "#house/lists.ts";
import { setScene } from "./list-scene.ts";
import { addSync, SECRET, syncOf, syncsOf, until } from "./list-world.ts";

const scene = setScene();
const { audience, enter } = scene;

describe("what is refused, and what is never shown", () => {
  it("a list at this deployment itself, a secret that can't sign, an audience that isn't there", async () => {
    const id = await audience();
    const answer = async (path: string, body: unknown) => {
      const headers = { authorization: "Bearer test-admin-token" };
      const response = await call(path, { method: "POST", headers, body: JSON.stringify(body) });
      return [response.status, ((await response.json()) as { message: string }).message];
    };
    const url = "https://fine.example/in";
    expect(await answer(syncsOf(id), { name: "Own", url: "https://t.example/v1/track" })).toEqual([
      400,
      expect.stringContaining("own address"),
    ]);
    expect(await answer(syncsOf(id), { name: "Ftp", url: "ftp://fine.example" })).toEqual([
      400,
      expect.stringContaining("url: "),
    ]);
    expect(await answer(syncsOf(id), { name: "Sign", url, secret: "hunter2" })).toEqual([
      400,
      expect.stringContaining("secret: "),
    ]);
    expect((await answer(syncsOf(999_999), { name: "None", url }))[0]).toBe(404);
    expect((await call(syncsOf(id))).status).toBe(401);
  });

  it("a private address, when it is saved and when it is called", async () => {
    const closed = { ...env, ALLOW_LOCAL_DESTINATIONS: "false" };
    const url = "http://169.254.169.254/latest/meta-data";
    expect(listRoutesHouse(closed, Date.now).addressFault(url, "t.example")).toContain("private or reserved");
    const calls: Request[] = [];
    const house = listHouse(closed, (request) => {
      calls.push(request);
      return Promise.resolve(new Response("ok"));
    });
    const page = { uid: "x", sealed: null, ownHost: "t.example", key: "x.1.1", body: "{}" };
    expect(await house.post({ ...page, url })).toMatchObject({
      outcome: "stopped",
      reason: expect.stringContaining("private or reserved"),
    });
    expect(await house.post({ ...page, url: "https://t.example/in" })).toMatchObject({ outcome: "stopped" });
    expect(calls).toEqual([]);
    expect(await house.post({ ...page, url: "https://fine.example/in" })).toEqual({ outcome: "taken" });
  });

  it("the secret, in whatever is answered or kept", async () => {
    await enter("anna");
    const id = await audience();
    // A scene.receiver may quote what it was sent.
    scene.receiver.behave(() => new Response(`you said ${SECRET}`, { status: 400 }));
    const { id: sync } = await addSync(id, "secret.example");
    await until(async () => expect((await syncOf(id, sync)).state).toBe("stopped"));
    const shown = JSON.stringify(await admin(syncsOf(id)));
    expect(shown).toContain("you said •••");
    for (const text of [shown, ...(await everythingInD1()).values(), ...(await everythingInObjects()).values()]) {
      expect(text).not.toContain(SECRET);
      expect(text).not.toContain(SECRET.slice("whsec_".length));
    }
  });
});
