/** A refused or failed call: what the server says about it, or that it can't be reached. */
export class ApiProblem extends Error {
  readonly code: string;
  /** HTTP status; 0 where nothing answered. */
  readonly status: number;
  constructor(code: string, status: number, message: string) {
    super(message);
    this.name = "ApiProblem";
    this.code = code;
    this.status = status;
  }
}

export interface CallOptions {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  body?: unknown;
  signal?: AbortSignal | undefined;
}

const listeners = new Set<() => void>();

/** Calls back whenever the server says that nobody is signed in; returns how to stop that. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Calls the admin API (docs at /api/openapi.json) and gives what it answers. Throws ApiProblem. */
export async function call<Answer>(path: string, options: CallOptions = {}): Promise<Answer> {
  const response = await send(path, options);
  return (await response.json()) as Answer;
}

/** The same for answers that are files. */
export const callText = async (path: string, options: CallOptions = {}): Promise<string> =>
  (await send(path, options)).text();

async function send(path: string, { method = "GET", body, signal }: CallOptions): Promise<Response> {
  const request: RequestInit = { method, credentials: "same-origin" };
  if (signal) request.signal = signal;
  if (body !== undefined) {
    request.body = JSON.stringify(body);
    request.headers = { "content-type": "application/json" };
  }
  const response = await fetch(path, request).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiProblem("unreachable", 0, "Headwater can't be reached. Look at your connection; we go on trying.");
  });
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (problem.status === 401) for (const listener of listeners) listener();
  throw problem;
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text();
  try {
    const { code, message } = JSON.parse(text) as { code?: string; message?: string };
    if (code !== undefined && message !== undefined) return new ApiProblem(code, response.status, message);
  } catch (error) {
    // Something before the Worker answered, with a page of its own.
    if (!(error instanceof SyntaxError)) throw error;
  }
  return new ApiProblem("failed", response.status, `The server answered ${response.status}. Try again in a moment.`);
}
