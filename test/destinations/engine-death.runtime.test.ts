import { runInDurableObject } from "cloudflare:test";
import { afterEach, expect, it } from "vitest";
import { outside } from "../support/worker.ts";
import { env } from "../support/world.ts";
import { connect, createReceiver, createSource, remove, send, until } from "./engine-world.ts";

const made: number[] = [];
afterEach(async () => {
  for (const id of made.splice(0)) await remove(id);
});

it("a Sender that is woken does not rely on an alarm that should have rung long ago", async () => {
  const source = await createSource();
  const receiver = createReceiver();
  outside.answer = (request) => receiver.answer(request);
  const { id } = await connect("overdue.example");
  made.push(id);
  await send(source, ["before"]);
  await until(() => expect(receiver.taken("overdue.example").size).toBe(1));
  const sender = env.SENDER.get(env.SENDER.idFromName(String(id)));
  await until(async () => expect(await runInDurableObject(sender, (_, { storage }) => storage.getAlarm())).toBeNull());
  // As it is after a machine died under its alarm a few times: the platform still names it, and repeats it in a minute or never.
  await runInDurableObject(sender, (_, { storage }) => {
    const overdue = Date.now() - 60_000;
    Object.defineProperty(storage, "getAlarm", { value: () => Promise.resolve(overdue) });
  });
  await send(source, ["after"]);
  await until(() => expect(receiver.taken("overdue.example").get("after")).toBe(1), 10_000);
});
