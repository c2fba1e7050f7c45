import { apiAt } from "../connections/api.ts";
import type { Client } from "./client-file.ts";
import { readSecrets } from "./client-secrets.ts";
import { deploymentOf, type Surroundings } from "./deploy.ts";
import { look } from "./found.ts";
import { hasPassed, unwell, urlOf } from "./live.ts";
import { inWords, plan } from "./plan.ts";
import type { Release } from "./release.ts";

export interface ClientStatus {
  lines: string[];
  isWell: boolean;
}

/** What of a client runs, whether it is well, and what `deploy` would do. */
export async function statusOf(client: Client, release: Release, around: Surroundings): Promise<ClientStatus> {
  const { api, wanted, places } = deploymentOf(client, release, around);
  const found = await look(api, client, wanted.configs);
  if (!found.workers.headwater) return { lines: [client.name, "  not deployed"], isWell: true };
  const url = await urlOf(api, client, around.env);
  const wrong = await unwell(url);
  const planned = plan(wanted, found);
  const token = readSecrets(places.secrets)?.adminToken;
  const isProved =
    token !== undefined && wrong === null && (await hasPassed(apiAt({ url, token }), found.workers.headwater.version));
  const next =
    "refused" in planned ? [`  ${planned.refused}`] : planned.steps.map((step) => `  deploy would ${inWords(step)}`);
  return {
    isWell: wrong === null,
    lines: [
      `${client.name}  ${url}`,
      `  ${wrong === null ? "well" : `not well: ${wrong}`}`,
      `  runs ${found.workers.headwater.version} (${found.workers.headwater.tag ?? "deployed by other means"})${isProved ? ", proved by a test event" : ""}`,
      ...(next.length === 0 ? ["  this release, and nothing to do"] : next),
    ],
  };
}
