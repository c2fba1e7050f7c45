import { bigquery } from "#destinations/catalogue/bigquery.ts";
import { clickhouse } from "#destinations/catalogue/clickhouse.ts";
import { posthog } from "#destinations/catalogue/posthog.ts";
import { s3 } from "#destinations/catalogue/s3.ts";
import { segmentApi } from "#destinations/catalogue/segment-api.ts";
import { slack } from "#destinations/catalogue/slack.ts";
import { webhook } from "#destinations/catalogue/webhook.ts";
import type { Destination } from "#destinations/contract.ts";

/** Destinations of our own, a line each; everything else about one is in its file. */
export const destinations: readonly Destination[] = [webhook, segmentApi, slack, s3, bigquery, clickhouse, posthog];
