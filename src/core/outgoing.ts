/** What came of a request to another service. */
export type OutgoingAnswer =
  | {
      kind: "answer";
      status: number;
      headers: Headers;
      /** With secrets masked where the status is 400 or more. */
      text: string;
      /** How long the service asked to wait. */
      retryAfterMs: number | null;
    }
  /** No answer: it may have arrived or not. */
  | { kind: "none"; reason: string }
  /** It was not sent, or was answered by a redirect: the address can't be used. */
  | { kind: "refused"; reason: string };

/** The way out: no private addresses, no redirects, a limit of time, secrets masked. Never throws. */
export type OutgoingRequest = (
  url: string,
  options: {
    method: "GET" | "POST" | "PUT";
    headers?: Readonly<Record<string, string>>;
    body?: string | Uint8Array<ArrayBuffer>;
  },
) => Promise<OutgoingAnswer>;
