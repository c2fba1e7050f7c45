import { runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it, vi } from "vitest";
import { watchedTriggers } from "#automations/watched-triggers.ts";
import { messengerOf } from "#house/messenger.ts";
import { create, members, object, remove, settle } from "../audiences/audience-world.ts";
import { someBrowser } from "../push/receive-push.ts";
import { placesOf } from "../support/all-storage.ts";
import { outside, watched } from "../support/worker.ts";
import { admin, createSource, env, post, storedEvents } from "../support/world.ts";
import { chooseProvider, send } from "./rules.ts";

const original = { ...watched };
const { answer } = outside;
afterEach(() => {
  Object.assign(watched, original);
  outside.answer = answer;
});

const until = <Result>(check: () => Result | Promise<Result>): Promise<Result> =>
  vi.waitFor(check, { timeout: 20_000, interval: 50 });

interface Log {
  firings: { actions: { state: string; wait: string | null }[] }[];
}

it("of an erased person nothing is left with audiences, automations, mail and push but that they want no mail", async () => {
  const source = await createSource("public");
  const mails: string[] = [];
  outside.answer = async (request) => {
    mails.push(await request.text());
    return Response.json({ id: "1" });
  };
  await chooseProvider("resend");
  watched.take = (firings) => messengerOf(env).take(firings);
  const { id: audience } = await create({ did: { event: "Buy" } });
  const when = { audience, change: "entered" };
  const rule = async (more: object): Promise<number> => {
    const { id } = await send<{ id: number }>("/api/automations", "POST", { name: "Tell", when, ...more });
    await send(`/api/automations/${id}/enable`, "POST");
    return id;
  };
  const hello = { email: "person", subject: "Hello {{ person.name }}", body: "Dear {{ person.name }}" };
  const told = await rule({ do: [hello] });
  const waits = await rule({ do: [hello], quietHours: quietNow() });
  watched.triggers = await watchedTriggers(env.DB);
  await object().changed();
  await settle();

  const gone = ["gone-user", "gone-device", "gone@mail.example", "Gone Person", "push.example.com/send/gone"];
  const them = { userId: "gone-user", anonymousId: "gone-device" };
  const traits = { email: "gone@mail.example", name: "Gone Person" };
  const batch = [
    { type: "identify", ...them, traits },
    { type: "track", event: "Buy", ...them },
    { type: "identify", userId: "stays", traits: { email: "stays@mail.example" } },
    { type: "track", event: "Buy", userId: "stays" },
  ];
  expect((await post("/v1/batch", source.writeKey, { batch })).status).toBe(200);
  await storedEvents(source, 4);
  const browser = await someBrowser();
  const subscription = { endpoint: "https://push.example.com/send/gone", expirationTime: null, keys: browser.keys };
  const registered = await post(
    "/v1/push",
    source.writeKey,
    { ...them, subscription },
    { origin: "https://shop.example" },
  );
  expect(registered.status).toBe(200);
  await settle();
  const states = async (id: number) => {
    const log = await admin<Log>(`/api/automations/${id}/log`);
    return log.firings.flatMap(({ actions }) => actions.map(({ state, wait }) => wait ?? state));
  };
  await until(async () => expect(await states(told)).toEqual(["sent", "sent"]));
  await until(async () => expect(await states(waits)).toEqual(["quiet", "quiet"]));
  await send("/api/mail/suppressions", "POST", { address: "gone@mail.example" });
  expect(mails.some((mail) => mail.includes("gone@mail.example"))).toBe(true);
  expect(await members(audience)).toEqual(["u:gone-user", "u:stays"]);

  await send("/api/people/u:gone-user", "DELETE");
  await until(async () => expect(await placesOf(gone, ["mail_suppressions"])).toEqual([]));
  expect(await placesOf(["gone@mail.example"])).toHaveLength(1);
  expect(await placesOf(["stays@mail.example"])).not.toEqual([]);
  for (const id of [told, waits]) expect(await states(id)).toHaveLength(1);
  expect(await members(audience)).toEqual(["u:stays"]);
  expect(await numbersLeft()).toEqual([]);
  for (const id of [told, waits]) await send(`/api/automations/${id}`, "DELETE");
  await remove(audience);
});

/** Hours that have begun and don't end soon. */
function quietNow() {
  const hour = new Date().getUTCHours();
  const at = (later: number) => `${String((hour + later) % 24).padStart(2, "0")}:00`;
  return { from: at(0), to: at(6), zone: "UTC" };
}

/** Numbers of actors that the two objects keep and that are nobody's any more. */
async function numbersLeft(): Promise<number[]> {
  const { results } = await env.DB.prepare("SELECT id FROM actors").all<{ id: number }>();
  const known = new Set(results.map(({ id }) => id));
  const read = (stub: DurableObjectStub, ...queries: string[]) =>
    runInDurableObject(stub, (_, { storage }) =>
      queries.flatMap((query) => storage.sql.exec<{ id: number }>(query).toArray()).map(({ id }) => id),
    );
  const kept = [
    ...(await read(
      object(),
      "SELECT actor AS id FROM moments",
      "SELECT person AS id FROM members",
      "SELECT person AS id FROM changes",
      "SELECT person AS id FROM due",
      "SELECT a.value AS id FROM outbox, json_each(firing, '$.actors') a",
    )),
    ...(await read(
      env.MESSENGER.get(env.MESSENGER.idFromName("messenger")),
      "SELECT actor AS id FROM told",
      "SELECT actor AS id FROM messages",
      "SELECT actor AS id FROM firing_actors",
      "SELECT a.value AS id FROM firings f, json_each(f.actors) a",
    )),
  ];
  return kept.filter((id) => !known.has(id));
}
