import type { Schedule } from "../schedule.ts";
import { type Env, Identity } from "./object-under-test.ts";
import { runSchedule } from "./run.ts";

export { Identity };

// Failures are made on purpose here, so what the product logs of them is no news.
for (const level of ["info", "warn", "error"] as const) console[level] = () => {};

let runs = 0;

export default {
  /** Runs the schedule in the body and answers with what was observed. */
  async fetch(request, env) {
    const schedule: Schedule = await request.json();
    try {
      return Response.json(await runSchedule(env, schedule, `${runs++}/`));
    } catch (error) {
      return new Response(error instanceof Error ? (error.stack ?? error.message) : String(error), { status: 500 });
    }
  },
} satisfies ExportedHandler<Env>;
