import * as z from "zod";

export const Source = z.object({
  id: z.number(),
  name: z.string(),
  kind: z.enum(["public", "secret"]),
  /** Null where the source was left without a current key. */
  writeKey: z.string().nullable(),
});
export type Source = z.infer<typeof Source>;
const Sources = z.object({ sources: z.array(Source) });

/** The few admin calls that setting up needs. Each throws where the answer is no success, with what it said. */
export function adminApi(url: string, adminToken: string) {
  const call = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(new URL(path, url), {
      ...init,
      headers: { authorization: `Bearer ${adminToken}`, "content-type": "application/json" },
    });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return response.json();
  };
  return {
    get: call,
    post: (path: string, body: unknown) => call(path, { method: "POST", body: JSON.stringify(body) }),
    put: (path: string, body: unknown) => call(path, { method: "PUT", body: JSON.stringify(body) }),
    patch: (path: string, body: unknown) => call(path, { method: "PATCH", body: JSON.stringify(body) }),
    sources: async (): Promise<Source[]> => Sources.parse(await call("/api/sources")).sources,
    createSource: async (source: { name: string; kind: Source["kind"]; writeKey?: string }): Promise<Source> =>
      Source.parse(await call("/api/sources", { method: "POST", body: JSON.stringify(source) })),
  };
}
