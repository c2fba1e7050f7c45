import { ApiProblem, call } from "#dashboard/api/client.ts";

/** Has this device make a passkey and the server keep it; gives what went wrong, null where nothing did. */
export async function addPasskey(name: string): Promise<string | null> {
  const { startRegistration } = await import("@simplewebauthn/browser");
  try {
    const path = "/api/me/passkeys/challenge";
    const optionsJSON = await call<Parameters<typeof startRegistration>[0]["optionsJSON"]>(path, { method: "POST" });
    const response = await startRegistration({ optionsJSON });
    await call("/api/me/passkeys", { method: "POST", body: { name, response } });
    return null;
  } catch (error) {
    if (error instanceof ApiProblem) return error.message;
    const isKnown = error instanceof Error && error.name === "InvalidStateError";
    return isKnown ? "This device has a passkey for you already." : "No passkey was made. Try again.";
  }
}
