import { lastStarted, readAddress } from "../address-file.ts";

/** Which deployment is meant, and by which token: what is said, else the environment, else the Headwater that runs here. */
export function whereOf(url: string | undefined): { url: string; token: string } {
  const said = url ?? process.env["HEADWATER_URL"];
  const token = process.env["HEADWATER_TOKEN"];
  if (said !== undefined && token !== undefined) return { url: said, token };
  if (said !== undefined) throw new Error("Set HEADWATER_TOKEN to a token that may do this.");
  const address = readAddress(lastStarted);
  if (!address) throw new Error("Nothing runs here. Name a deployment: --url, and its token in HEADWATER_TOKEN.");
  return { url: address.url, token: address.adminToken };
}
