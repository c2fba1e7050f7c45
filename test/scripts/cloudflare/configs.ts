import { join } from "node:path";
import { experimental_readRawConfig as readRawConfig } from "wrangler";
import { WorkerConfig } from "../../../scripts/client/worker-config.ts";

const rawConfig = (file: string): WorkerConfig =>
  WorkerConfig.parse(readRawConfig({ config: join(import.meta.dirname, "../../..", file) }).rawConfig);

/** The configurations that are really deployed. */
export const CONFIGS = { headwater: rawConfig("wrangler.toml"), catalogue: rawConfig("catalogue.wrangler.toml") };
