import { join, resolve } from "node:path";

/** Where everything about one client lies. Only the first two belong into version control. */
export interface Places {
  /** What is this client's own: account, domain, region. */
  client: string;
  /** What is set up in it: sources, destinations, audiences, reports. */
  setup: string;
  /** The admin token and the keys; only for the owner to read. */
  secrets: string;
  /** wrangler's configurations, made anew at every deploy. */
  generated: string;
  /** What was running before an upgrade that is not over yet. */
  journal: string;
  /** Which export holds what is being deleted. */
  leaving: string;
  /** Where an export goes before everything is deleted. */
  exports: string;
}

/** The folder of all clients: HEADWATER_CLIENTS, else clients/ beside the code. */
export const clientsFolder = (env: NodeJS.ProcessEnv): string =>
  resolve(env["HEADWATER_CLIENTS"] ?? join(import.meta.dirname, "../../clients"));

export const placesOf = (folder: string, name: string): Places => ({
  client: join(folder, `${name}.jsonc`),
  setup: join(folder, `${name}.config.jsonc`),
  secrets: join(folder, ".secrets", `${name}.json`),
  generated: join(folder, ".generated", name),
  journal: join(folder, ".generated", name, "upgrade.json"),
  leaving: join(folder, ".generated", name, "destroy.json"),
  exports: join(folder, ".exports", name),
});
