import { env as worker } from "cloudflare:workers";
import { systemClock } from "#core/clock.ts";
import { createAccessKeys } from "#access/access-keys.ts";
import { createRecordActs } from "#access/record-acts.ts";
import { createWatchMemory } from "#audiences/wake.ts";
import { destinations } from "#destinations/catalogue.ts";
import { createRegistry } from "#destinations/registry.ts";
import { segmentRegistry } from "#destinations/segment-catalogue/catalogue.ts";
import type { CatalogueService } from "#destinations/segment-catalogue/service.ts";
import { createRunning } from "#destinations/wake.ts";
import { createKnownLinks } from "#identity/known-links.ts";
import { createRateGate } from "#ingest/rate-gate.ts";
import { createRefusedNotes } from "#ingest/refused-notes.ts";
import { createAnswerCache } from "#query/answer-cache.ts";
import type { Answered } from "#query/answer-meta.ts";
import { createWriter } from "#store/append.ts";
import { createPlanMemory } from "#tracking-plan/plan-memory.ts";
import { createSnapshot } from "#workspace/snapshot.ts";

// What one isolate remembers between requests. Each is right on its own; nothing breaks when another isolate knows less.
export const clock = systemClock;
export const snapshot = createSnapshot();
export const writer = createWriter();
export const knownLinks = createKnownLinks();
export const planMemory = createPlanMemory();
export const answers = createAnswerCache<Answered>();
export const refusedNotes = createRefusedNotes();
export const rateGate = createRateGate();
export const running = createRunning();
export const watchMemory = createWatchMemory();
export const accessKeys = createAccessKeys(clock);
export const acts = createRecordActs();
export const registry = createRegistry(destinations, [
  // The binding is called as what it is: src/catalogue-worker.ts.
  segmentRegistry(() => worker.CATALOGUE as unknown as CatalogueService | undefined),
]);
