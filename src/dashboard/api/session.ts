import { useEffect, useSyncExternalStore } from "react";
import { ApiProblem, call, onSignedOut } from "#dashboard/api/client.ts";

/** Is somebody signed in? Nobody knows before the first answer. */
export type Session = "unknown" | "in" | "out";

let session: Session = "unknown";
const listeners = new Set<() => void>();

function become(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

onSignedOut(() => become("out"));

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The session; the first to use it finds out. */
export function useSession(): Session {
  useEffect(() => {
    if (session === "unknown") void begin();
  }, []);
  return useSyncExternalStore(subscribe, () => session);
}

/**
 * A link with #token=… signs in: what stands after # is sent to no server and to no other site, and it is taken out of the
 * address at once. Otherwise the cookie decides, which the first call of any screen will show.
 */
async function begin(): Promise<void> {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  if (token === null) return become("in");
  history.replaceState(null, "", location.pathname + location.search);
  const problem = await signIn(token);
  if (problem !== null) become("out");
}

/** Signs in with an admin token; gives what is wrong with it, null where nothing is. */
export async function signIn(token: string): Promise<string | null> {
  try {
    await call("/api/session", { method: "POST", body: { token: token.trim() } });
    become("in");
    return null;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    return error.status === 401 ? "This token is not known here. Copy it again." : error.message;
  }
}

export async function signOut(): Promise<void> {
  await call("/api/session", { method: "DELETE" });
  become("out");
}
