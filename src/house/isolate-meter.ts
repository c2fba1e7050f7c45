import { systemClock } from "#core/clock.ts";
import { createMeter } from "#core/meter.ts";

/** What this isolate counts; the objects that live in it count here, too. */
export const meter = createMeter(systemClock);
