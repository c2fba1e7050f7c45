import { afterEach, beforeEach, expect } from "vitest";
import { listing, outside } from "../support/worker.ts";
import { admin, createSource, post, storedEvents, type TestSource } from "../support/world.ts";
import { create, members, remove, settle } from "../audiences/audience-world.ts";
import { createReceiver, syncOf, syncsOf, type TestSync, until } from "./list-world.ts";

/** Before each test a source and a receiver of its own; its audiences go with it. */
export function setScene() {
  const original = { ...listing };
  const made: number[] = [];
  let source: TestSource;
  let sent = 0;
  let receiver: ReturnType<typeof createReceiver>;

  beforeEach(async () => {
    source = await createSource();
    sent = 0;
    receiver = createReceiver();
  });
  afterEach(async () => {
    for (const id of made.splice(0)) await remove(id);
    Object.assign(listing, original);
    outside.firstPauseMs = 20;
  });

  const label = (name: string): string => `u:${name}${source.id}`;
  const flag = (): string => `pro ${source.id}`;

  async function say(...people: { name: string; is: boolean; [trait: string]: unknown }[]): Promise<void> {
    sent += people.length;
    const batch = people.map(({ name, is, ...traits }) => ({
      type: "identify",
      userId: `${name}${source.id}`,
      traits: { [flag()]: is, ...traits },
    }));
    expect((await post("/v1/batch", source.writeKey, { batch })).status).toBe(200);
    await storedEvents(source, sent);
  }
  const enter = (...names: string[]) => say(...names.map((name) => ({ name, is: true, email: `${name}@example.com` })));
  const leave = (...names: string[]) => say(...names.map((name) => ({ name, is: false })));

  async function audience(): Promise<number> {
    const { id } = await create({ person: flag(), value: true }, { name: "Pro", description: "Who pays" });
    made.push(id);
    return id;
  }

  /** The list elsewhere is who is in the audience. */
  const inStep = (id: number, sync: number) =>
    until(async () => {
      await settle();
      expect(await syncOf(id, sync)).toMatchObject({ state: "in_step", waiting: 0, stopped: null });
      const now = await members(id);
      expect(receiver.ids()).toEqual(now);
      return now;
    });
  const patch = (id: number, sync: number, body: Record<string, unknown>): Promise<TestSync> =>
    admin(`${syncsOf(id)}/${sync}`, { method: "PATCH", body: JSON.stringify(body) });
  const ask = <T = TestSync>(id: number, sync: number, what: string): Promise<T> =>
    admin(`${syncsOf(id)}/${sync}/${what}`, { method: "POST" });

  return {
    get source() {
      return source;
    },
    get receiver() {
      return receiver;
    },
    made,
    label,
    flag,
    say,
    enter,
    leave,
    audience,
    inStep,
    patch,
    ask,
  };
}
