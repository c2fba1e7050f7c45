import { describe, expect, it } from "vitest";
import { admin, call, createSource, post, storedEvents } from "../support/world.ts";

interface Report {
  id: number;
  name: string;
  description: string;
  question: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

const send = <T>(method: string, path: string, body: unknown): Promise<T> =>
  admin(path, { method, body: JSON.stringify(body) });
const lastWeek = {
  kind: "segmentation",
  range: { last: { value: 7, unit: "day" } },
  series: [{ event: "Signed Up", math: "unique" }],
};
const save = (given: object = {}): Promise<Report> =>
  send("POST", "/api/reports", { name: "Sign-ups", question: lastWeek, ...given });

async function refused(method: string, path: string, body?: unknown): Promise<{ status: number; message: string }> {
  const response = await call(path, {
    method,
    headers: { authorization: "Bearer test-admin-token" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const { message } = await response.json<{ message: string }>();
  return { status: response.status, message };
}

describe("a saved report", () => {
  it("can be made, read, changed and deleted; its number is never given again", async () => {
    const made = await save({ description: " Weekly " });
    expect(made).toMatchObject({ name: "Sign-ups", description: "Weekly", createdAt: made.updatedAt });
    expect(await admin(`/api/reports/${made.id}`)).toEqual(made);
    const changed = await send<Report>("PATCH", `/api/reports/${made.id}`, { name: "New people" });
    expect(changed).toEqual({ ...made, name: "New people", updatedAt: expect.any(String) });
    const { reports } = await admin<{ reports: Report[] }>("/api/reports");
    expect(reports).toEqual([changed]);
    await admin(`/api/reports/${made.id}`, { method: "DELETE" });
    expect(await admin("/api/reports")).toEqual({ reports: [] });
    for (const method of ["GET", "DELETE"]) expect((await refused(method, `/api/reports/${made.id}`)).status).toBe(404);
    expect((await refused("PATCH", `/api/reports/${made.id}`, {})).status).toBe(404);
    expect((await refused("GET", `/api/reports/${made.id}/answer`)).status).toBe(404);
    expect((await save()).id).toBeGreaterThan(made.id);
  });

  it("has a place on the home board, which is no change of the report", async () => {
    const made = await save();
    expect(made).toMatchObject({ board: null });
    const pinned = await send<Report>("PATCH", `/api/reports/${made.id}`, { board: 3 });
    expect(pinned).toEqual({ ...made, board: 3 });
    expect(await send("PATCH", `/api/reports/${made.id}`, { name: "Renamed" })).toMatchObject({ board: 3 });
    expect(await send("PATCH", `/api/reports/${made.id}`, { board: null })).toMatchObject({ board: null });
    expect((await refused("PATCH", `/api/reports/${made.id}`, { board: -1 })).status).toBe(400);
  });

  it("keeps the question as it was understood, and a relative range relative", async () => {
    const { question } = await save();
    expect(question).toMatchObject({ ...lastWeek, interval: "day" });
    expect(question).not.toHaveProperty("from");
  });

  it.each([
    ["a name", { name: "  " }, "name"],
    ["a name that can be shown", { name: "x".repeat(201) }, "name"],
    ["a question", { question: undefined }, "question"],
    ["a question that can be asked", { question: { ...lastWeek, interval: "fortnight" } }, "question.interval"],
    ["a question of bounded size", { question: { ...lastWeek, filter: oneFilterOf("x".repeat(1_000)) } }, "question"],
  ])("needs %s", async (_, given, field) => {
    const { status, message } = await refused("POST", "/api/reports", { name: "x", question: lastWeek, ...given });
    expect(status).toBe(400);
    expect(message).toContain(field);
    const { id } = await save();
    const kept = Object.values(given)[0] !== undefined;
    if (kept) expect((await refused("PATCH", `/api/reports/${id}`, given)).status).toBe(400);
  });
});

/** Allowed by the language, but too long to keep. */
function oneFilterOf(text: string) {
  return { or: Array.from({ length: 2 }, () => ({ property: "p", value: Array.from({ length: 100 }, () => text) })) };
}

describe("a report's answer", () => {
  it("is that of its question asked now, as JSON and as CSV", async () => {
    const source = await createSource();
    await post("/v1/batch", source.writeKey, {
      batch: ["ann", "bob", "bob"].map((userId) => ({ type: "track", event: "Signed Up", userId })),
    });
    await storedEvents(source, 3);
    const { id } = await save();
    const asked = await send<{ labels: string[]; series: object[] }>("POST", "/api/query", lastWeek);
    const answer = await admin<{ labels: string[]; series: object[]; meta: { timezone: string } }>(
      `/api/reports/${id}/answer`,
    );
    expect(answer).toMatchObject({ labels: asked.labels, series: asked.series, meta: { timezone: "UTC" } });
    expect(answer.series).toEqual([{ series: "A", data: [0, 0, 0, 0, 0, 0, 2], total: 2 }]);

    const headers = { authorization: "Bearer test-admin-token" };
    const file = await call(`/api/reports/${id}/answer?format=csv`, { headers });
    expect(file.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(file.headers.get("content-disposition")).toBe(`attachment; filename="report-${id}.csv"`);
    const lines = (await file.text()).split("\r\n");
    expect(lines).toHaveLength(10);
    expect(lines.slice(-3)).toEqual([`${answer.labels.at(-1)},false,2`, "total,,2", ""]);
    const asCsv = await call("/api/query?format=csv", { method: "POST", headers, body: JSON.stringify(lastWeek) });
    expect(asCsv.headers.get("content-disposition")).toBe('attachment; filename="segmentation.csv"');
    expect((await asCsv.text()).split("\r\n")).toEqual(lines);
  });
});
