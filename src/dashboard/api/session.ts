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

/** Which ways in there are here. */
export interface Ways {
  /** Cloudflare Access stands in front, and nobody signs in here. */
  access: boolean;
  passkey: boolean;
  code: boolean;
  token: boolean;
}

/** Signs in with an admin token; gives what is wrong with it, null where nothing is. */
export const signIn = (token: string): Promise<string | null> =>
  enter("/api/session", { token: token.trim() }, "This token is not known here. Copy it again.");

/** Signs in with the code that was mailed. */
export const signInByCode = (email: string, code: string): Promise<string | null> =>
  enter("/api/session/by-code", { email, code }, "This code is not right, or has ended. Ask for another one.");

/** Signs in with a passkey of this device. */
export async function signInByPasskey(): Promise<string | null> {
  const { startAuthentication } = await import("@simplewebauthn/browser");
  try {
    const optionsJSON = await call<Parameters<typeof startAuthentication>[0]["optionsJSON"]>("/api/session/passkey", {
      method: "POST",
    });
    const response = await startAuthentication({ optionsJSON });
    return await enter("/api/session/by-passkey", { response }, "This passkey is not known here.");
  } catch (error) {
    return error instanceof ApiProblem ? error.message : "No passkey was chosen. Try again, or use another way.";
  }
}

/** Asks for a code by mail; the server never says whether it knows the address. */
export async function askForCode(email: string): Promise<string | null> {
  try {
    await call("/api/session/code", { method: "POST", body: { email } });
    return null;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    return error.message;
  }
}

async function enter(path: string, body: object, unknown: string): Promise<string | null> {
  try {
    await call(path, { method: "POST", body });
    become("in");
    return null;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    return error.status === 401 ? unknown : error.message;
  }
}

export async function signOut(): Promise<void> {
  await call("/api/session", { method: "DELETE" });
  become("out");
}
