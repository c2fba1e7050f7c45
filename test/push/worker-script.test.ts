import { runInNewContext } from "node:vm";
import { expect, it } from "vitest";
import { WORKER_SCRIPT } from "#push/worker-script.ts";

interface Shown {
  title: string;
  options: { body: string; tag: string; data: { url: string | null } };
}

/** A service worker's global with the script run in it, and what the script made the browser do. */
function worker(open: string[] = []) {
  const handlers: Record<string, (event: object) => void> = {};
  const [shown, opened, focused]: [Shown[], string[], string[]] = [[], [], []];
  const windows = open.map((url) => ({ url, focus: () => focused.push(url) }));
  const waits: Promise<unknown>[] = [];
  runInNewContext(WORKER_SCRIPT, {
    self: {
      addEventListener: (name: string, handler: (event: object) => void) => (handlers[name] = handler),
      registration: {
        showNotification: (title: string, options: Shown["options"]) => Promise.resolve(shown.push({ title, options })),
      },
      clients: { matchAll: () => Promise.resolve(windows), openWindow: (url: string) => opened.push(url) },
    },
  });
  const fire = async (name: string, event: object) => {
    handlers[name]?.({ ...event, waitUntil: (work: Promise<unknown>) => waits.push(work) });
    await Promise.all(waits);
  };
  return {
    shown,
    opened,
    focused,
    push: (text: string | null) =>
      fire("push", { data: text === null ? null : { json: () => JSON.parse(text) as unknown } }),
    click: (data: unknown) => fire("notificationclick", { notification: { data, close: () => undefined } }),
  };
}

it("shows a message, a second one with the same tag in its place", async () => {
  const { shown, push } = worker();
  await push(JSON.stringify({ title: "Hello", body: "<b>1</b>", url: "https://shop.example/", tag: "a" }));
  expect(shown).toMatchObject([
    {
      title: "Hello",
      options: { body: "<b>1</b>", tag: "a", data: { headwater: true, url: "https://shop.example/" } },
    },
  ]);
});

it.each([null, "not JSON", "null", "[]", '{"title":1,"tag":"a"}', '{"title":"no tag"}'])(
  "leaves %s to the site's own worker",
  async (text) => {
    const { shown, push } = worker();
    await push(text);
    expect(shown).toEqual([]);
  },
);

it("opens what was clicked, or goes to where it is open", async () => {
  const { opened, focused, click } = worker(["https://shop.example/open"]);
  await click({ headwater: true, url: "https://shop.example/new" });
  await click({ headwater: true, url: "https://shop.example/open" });
  expect({ opened, focused }).toEqual({ opened: ["https://shop.example/new"], focused: ["https://shop.example/open"] });
});

it.each([
  null,
  {},
  { url: "https://a.example" },
  { headwater: true, url: null },
  { headwater: true, url: "javascript:alert(1)" },
])("opens nothing for %j", async (data) => {
  const { opened, click } = worker();
  await click(data);
  expect(opened).toEqual([]);
});
