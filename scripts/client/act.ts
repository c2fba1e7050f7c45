import { readSecrets, secretValues } from "./client-secrets.ts";
import type { Places } from "./folder.ts";
import type { Cloudflare } from "./cloudflare.ts";
import type { Step, Wanted, WorkerPart } from "./plan.ts";
import { migrationSql, type Release } from "./release.ts";
import { ensureBucket, ensureDatabase, ensureQueue, keepMessages, migrate } from "./resources.ts";
import { upload } from "./upload.ts";

export interface Acting {
  api: Cloudflare;
  wanted: Wanted;
  release: Release;
  places: Places;
  configFiles: Record<WorkerPart, string>;
}

/** Does one step of a plan; throws Failure. What was done of it stays done, and it may be done again. */
export async function act(step: Step, { api, wanted, release, places, configFiles }: Acting): Promise<void> {
  switch (step.do) {
    case "create-database":
      await ensureDatabase(api, wanted.client, step.name);
      return;
    case "create-queue":
      await ensureQueue(api, wanted.client, step.name, step.retentionSeconds);
      return;
    case "keep-messages":
      await keepMessages(api, step.id, step.seconds);
      return;
    case "create-bucket":
      await ensureBucket(api, wanted.client, step.name);
      return;
    case "migrate":
      await migrate(api, step.name, new Map(step.migrations.map((name) => [name, migrationSql(release, name)])));
      return;
    case "deploy-worker": {
      const secrets = step.secrets.length === 0 ? null : readSecrets(places.secrets);
      await upload(places.generated, {
        part: step.part,
        config: configFiles[step.part],
        tag: wanted.tags[step.part],
        release: `headwater ${release.stamp.slice(0, 12)}`,
        secrets: secrets ? secretValues(secrets, step.secrets, places.secrets) : {},
      });
    }
  }
}
