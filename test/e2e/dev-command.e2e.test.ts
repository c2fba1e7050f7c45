import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { adminApi } from "../../scripts/admin-api.ts";
import { processTable } from "../../scripts/process-table.ts";
import { type DevProcess, lastStartedIn, startDev } from "../support/dev-process-e2e.ts";

/** Beside the Headwater that all end-to-end tests share: two run at once here. */
const folder = mkdtempSync(join(tmpdir(), "headwater-beside-"));
let dev: DevProcess;
beforeAll(async () => {
  dev = await startDev(folder, ["npm", "run", "dev", "--"]);
});
afterAll(async () => {
  await dev.stop();
  rmSync(folder, { recursive: true, force: true });
});

const mentioning = (text: string) => processTable().filter(({ command }) => command.includes(text));
/** Some images have none; then the line can't be tried there. */
const hasCurl = spawnSync("curl", ["--version"]).status === 0;

test("says how to reach it, to its owner only, in both places", () => {
  for (const file of [lastStartedIn(folder), join(folder, "headwater.json")]) {
    expect(JSON.parse(readFileSync(file, "utf8"))).toEqual(dev.address);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  }
  expect(dev.address.url).not.toBe(inject("headwater").url);
});

test.skipIf(!hasCurl)("the printed curl line sends an event, which the live socket and /api/events show", async () => {
  const { url, adminToken } = dev.address;
  // Node's WebSocket takes headers, which the types made for browsers do not know.
  const socket = new WebSocket(`${url.replace("http", "ws")}/api/live`, {
    headers: { authorization: `Bearer ${adminToken}` },
  } as never);
  const shown: string[] = [];
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as { type: string; events?: { name: string }[] };
    if (message.type === "events") shown.push(...(message.events ?? []).map(({ name }) => name));
  });
  await once(socket, "open");

  const [line] = dev.printed().match(/curl .*\/v1\/track .*/) ?? [];
  expect(execFileSync("sh", ["-c", `${line} --silent`], { encoding: "utf8" })).toBe('{"success":true}');
  await expect.poll(() => shown, { timeout: 5_000 }).toEqual(["Hello Headwater"]);
  socket.close();

  const api = adminApi(url, adminToken);
  await expect
    .poll(() => api.get("/api/events"), { timeout: 10_000 })
    .toMatchObject({ events: [{ event: "Hello Headwater", anonymousId: "me" }] });
  expect(await api.sources()).toMatchObject([{ name: "My server", kind: "secret", writeKey: dev.address.writeKey }]);
});

test("Ctrl-C leaves no process behind; the next start has the same keys and the same events", async () => {
  const before = dev.address;
  const { port } = new URL(before.url);
  const events = await adminApi(before.url, before.adminToken).get("/api/events");
  expect(mentioning(folder).length).toBeGreaterThan(2);
  // A terminal sends it to the whole group; npm alone would keep it from its script until that ends.
  for (const { pid, command } of mentioning(folder))
    if (command.startsWith("node scripts/dev.ts")) process.kill(pid, "SIGINT");
  await once(dev.child, "exit");
  expect(dev.child.exitCode).toBe(0);
  await expect.poll(() => [...mentioning(folder), ...mentioning(`--port ${port}`)], { timeout: 5_000 }).toEqual([]);
  expect(existsSync(lastStartedIn(folder))).toBe(false);

  dev = await startDev(folder, ["npm", "run", "dev", "--"]);
  expect(dev.address).toMatchObject({ writeKey: before.writeKey, adminToken: before.adminToken });
  const { url, adminToken } = dev.address;
  expect(await adminApi(url, adminToken).get("/api/events")).toEqual(events);
});

test("npm killed outright takes everything with it", async () => {
  dev.child.kill("SIGKILL");
  await once(dev.child, "exit");
  await expect.poll(() => mentioning(folder), { timeout: 8_000 }).toEqual([]);
});

test("a port that is taken is said, not worked around", () => {
  const { port } = new URL(inject("headwater").url);
  const run = () =>
    execFileSync("npm", ["run", "dev", "--", "--port", port, "--persist-to", folder], {
      encoding: "utf8",
      stdio: "pipe",
    });
  expect(run).toThrow(`Port ${port} is taken`);
  expect(mentioning(folder)).toEqual([]);
});
