import { beforeAll, describe, expect, it } from "vitest";
import { copiedTables, GROWING, LEFT_OUT } from "#backup/tables.ts";
import { makeBackup } from "../../scripts/backup/make-backup.ts";
import { restoreBackup } from "../../scripts/backup/restore-backup.ts";
import { members, settle } from "../audiences/audience-world.ts";
import { until } from "../destinations/engine-world.ts";
import { everythingInD1 } from "../support/all-storage.ts";
import { admin, call, env, storedEvents } from "../support/world.ts";
import {
  actForReal,
  allAnswers,
  busyWorkspace,
  deliveredTo,
  enter,
  outages,
  received,
  send,
  sentTo,
} from "./backed-up-world.ts";
import { calls, dyingCalls, filesInMemory } from "./files-in-memory.ts";
import { wholeReset } from "./whole-reset.ts";

const silent = () => undefined;
const inProgress = async (): Promise<number> =>
  (await env.DB.prepare("SELECT until FROM holds").first<{ until: number }>())?.until ?? 0;

beforeAll(actForReal);

describe("what a backup copies", () => {
  it("is every table that is not named as left out, and only tables that are there are", async () => {
    const { results } = await env.DB.prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '_cf_%'",
    ).all<{ name: string }>();
    const copied = (await copiedTables(env.DB)).map(({ name }) => name);
    expect([...copied, ...Object.keys(LEFT_OUT)].toSorted()).toEqual(results.map(({ name }) => name).toSorted());
  });
});

describe("a workspace that is restored", () => {
  it("gives the same answers, takes events in, joins people, and neither sends nor tells anything twice", async () => {
    const ids = await busyWorkspace();
    const { source } = ids;
    const files = filesInMemory();
    const write = files.write;
    let during = 0;
    files.write = async (file, lines) => {
      // Somebody comes in while tables are read: taken, and not in the copy.
      if (file === "tables/facts.ndjson.gz") {
        await enter(source, `during-${(during += 1)}`);
        await new Promise((resolve) => setTimeout(resolve, 600));
      }
      return write(file, lines);
    };
    const before = await allAnswers(ids);
    const rows = await everythingInD1();
    const manifest = await makeBackup(calls, files, silent);
    expect(manifest.archived.length).toBeGreaterThan(0);
    // Nothing that was taken meanwhile is lost.
    await storedEvents(source, ids.events + 3);

    await wholeReset();
    received.length = 0;
    outages.clear();
    expect((await admin<{ reports: object[] }>("/api/reports")).reports).toEqual([]);

    // Killed half way, at several places; each time begun anew.
    for (const most of [1, 12, manifest.tables.length + 4]) {
      await expect(restoreBackup(dyingCalls(most), files, false, silent)).rejects.toThrow("killed");
      expect(await inProgress()).toBeGreaterThan(Date.now());
    }
    await restoreBackup(calls, files, false, silent);
    expect(await inProgress()).toBe(0);
    await settle();

    const now = await everythingInD1();
    const differing = [...rows].filter(
      ([table, text]) => !Object.hasOwn(LEFT_OUT, table) && !GROWING.has(table) && now.get(table) !== text,
    );
    expect(differing.map(([table]) => table)).toEqual([]);
    const after = await allAnswers(ids);
    expect(Object.keys(before).filter((asked) => before[asked] !== after[asked])).toEqual([]);
    expect(Object.values(after).filter((answer) => answer.startsWith("Error"))).toEqual([]);

    // New events are stored, forwarded and told of; nothing of before is.
    const inside = await members(ids.audience);
    await enter(source, "late");
    await send(source, [{ type: "identify", anonymousId: "device-0", userId: "late", messageId: "late-3" }]);
    await storedEvents(source, ids.events + 4);
    await until(async () => {
      await settle();
      expect(sentTo("told.example")).toHaveLength(1);
      expect(deliveredTo("destination.example").toSorted()).toEqual(["late-0", "late-1", "late-2", "late-3"]);
      expect((await admin<{ id: string }>("/api/people/a:device-0")).id).toBe("u:late");
    });
    expect(await members(ids.audience)).toEqual([...inside, "u:late"].toSorted());
    expect(sentTo("told.example")[0]).toContain("late@x.example");
    await until(() => expect(sentTo("list.example").join("")).toContain("late@x.example"));
    expect(sentTo("list.example").join("")).not.toContain("early@x.example");

    // What waited when the backup was made is listed, and sent only when somebody asks.
    expect(deliveredTo("down.example").toSorted()).toEqual(["late-0", "late-1", "late-2", "late-3"]);
    expect(sentTo("down-told.example").join("")).not.toContain("early@x.example");
    const { firings } = await admin<{ firings: { person: { id: string }; actions: { state: string }[] }[] }>(
      `/api/automations/${ids.unheard}/log`,
    );
    expect(firings.map(({ person, actions }) => [person.id, actions[0]?.state])).toEqual([
      ["u:late", "sent"],
      ["u:early", "unknown"],
    ]);

    // A report's number that was given out before the backup is not given again.
    const made = await admin<{ id: number }>("/api/reports", {
      method: "POST",
      body: JSON.stringify({ name: "New", question: { kind: "cohort", where: { person: "plan", value: "pro" } } }),
    });
    expect(made.id).toBe(3);
    await expect(restoreBackup(calls, files, false, silent)).rejects.toThrow(/in use/);

    // Where the old deployment ended with the backup, what waited goes out.
    await wholeReset();
    received.length = 0;
    await restoreBackup(calls, files, true, silent);
    await until(async () => {
      expect(new Set(deliveredTo("down.example")).size).toBe(ids.events);
      expect(sentTo("down-told.example")).toHaveLength(1);
    });
    expect(deliveredTo("destination.example")).toEqual([]);
    expect(sentTo("told.example")).toEqual([]);
  });
});

describe("who may", () => {
  it("is nobody without sign-in", async () => {
    for (const path of ["/api/backup", "/api/restore"]) {
      expect((await call(path, { method: "POST" })).status).toBe(401);
    }
  });

  it("is one at a time", async () => {
    const begun = (await calls.ask("POST", "/api/backup")) as { uid: string };
    await expect(calls.ask("POST", "/api/backup")).rejects.toThrow(/under way/);
    await calls.ask("DELETE", `/api/backup/${begun.uid}`);
    await expect(calls.ask("DELETE", `/api/backup/${begun.uid}`)).rejects.toThrow(/given up/);
  });
});
