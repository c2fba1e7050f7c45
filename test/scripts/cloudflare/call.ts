/** A request as the stand-in's routes see it. */
export interface Call {
  method: string;
  /** Below the account. */
  path: string;
  query: URLSearchParams;
  headers: Record<string, string | string[] | undefined>;
  body: unknown;
}

export interface Reply {
  status: number;
  body: unknown;
}

export type Route = [method: string, path: RegExp, answer: (call: Call, words: string[]) => Reply];

export const ok = (result: unknown, more: object = {}): Reply => ({
  status: 200,
  body: { success: true, errors: [], messages: [], result, ...more },
});
export const refused = (status: number, code: number, message: string): Reply => ({
  status,
  body: { success: false, errors: [{ code, message }], messages: [], result: null },
});

export const list = (result: unknown[]): Reply =>
  ok(result, {
    result_info: { count: result.length, page: 1, per_page: 1_000, total_count: result.length, total_pages: 1 },
  });

/** A body's field, whatever the body is. */
export const field = (body: unknown, name: string): unknown =>
  typeof body === "object" && body !== null ? (body as Record<string, unknown>)[name] : undefined;
