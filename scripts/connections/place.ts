import type { Address } from "../address-file.ts";
import { Failure, Misuse } from "./failure.ts";

/** A Headwater and the right to change it. */
export interface Place {
  /** Scheme, host and port. */
  url: string;
  token: string;
}

/**
 * The Headwater that the environment names, else the one that runs here. Both variables or none: the token of one must
 * not be sent to another.
 */
export function placeOf(env: NodeJS.ProcessEnv, here: () => Address | null): Place {
  const [url, token] = [env["HEADWATER_URL"]?.trim(), env["HEADWATER_TOKEN"]?.trim()];
  if (!url && !token) {
    const address = here();
    if (address) return { url: address.url, token: address.adminToken };
    throw new Failure("Nothing runs here. Start it with `npm run dev`, or set HEADWATER_URL and HEADWATER_TOKEN.");
  }
  if (!url || !token)
    throw new Misuse(`Set HEADWATER_URL and HEADWATER_TOKEN together: only ${url ? "the URL" : "the token"} is there.`);
  const parsed = URL.parse(url);
  if (!parsed || !/^https?:$/.test(parsed.protocol))
    throw new Misuse("HEADWATER_URL is no address; it should look like https://headwater.example.com");
  return { url: parsed.origin, token };
}
