import { readFileSync, writeFileSync } from "node:fs";
import * as z from "zod";
import { lastStarted, readAddress } from "./address-file.ts";
import { adminApi } from "./admin-api.ts";
import { Failure } from "./connections/failure.ts";
import { placeOf } from "./connections/place.ts";

/**
 * npm run --silent plan -- <command>: the tracking plan from the command line, of the Headwater that HEADWATER_URL and
 * HEADWATER_TOKEN name, else of the one that `npm run dev` started last.
 */
const HELP = `npm run --silent plan -- <command>

  types [file]     declarations for TypeScript; to the output where no file is named
  schema [file]    the plan as JSON Schema (draft-07)
  pull [file]      the plan as it is applied
  apply <file>     make this the plan
  import <file>    propose what another tool has exported
  generate         propose rules from what came`;

const { env, argv } = process;
const [command, file] = argv.slice(2);
const place = () => placeOf(env, () => readAddress(lastStarted));
const api = () => adminApi(place().url, place().token);

const Plan = z.object({
  unplanned: z.string(),
  events: z.array(
    z.object({
      state: z.string(),
      kind: z.string(),
      name: z.string(),
      enforcement: z.string(),
      description: z.string(),
      owner: z.string(),
      schema: z.unknown(),
    }),
  ),
});
const Imported = z.object({ drafts: z.number(), leftOut: z.array(z.string()) });
const Generated = z.object({ made: z.number(), left: z.number() });

/** To the file that was named, else to the output. */
function write(text: string): void {
  if (file === undefined) process.stdout.write(text);
  else writeFileSync(file, text);
}

function given(): unknown {
  if (file === undefined) throw new Failure(`Name the file.\n\n${HELP}`);
  return JSON.parse(readFileSync(file, "utf8"));
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

async function types(): Promise<string> {
  const { url, token } = place();
  const response = await fetch(`${url}/api/tracking-plan/types.ts`, { headers: { authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Failure(`${url} answered ${response.status}. Look at HEADWATER_URL and HEADWATER_TOKEN.`);
  return response.text();
}

/** What is in force, as it is written down: without what only this deployment knows of it. */
async function pulled(): Promise<object> {
  const { unplanned, events } = Plan.parse(await api().get("/api/tracking-plan"));
  return {
    unplanned,
    events: events.filter(({ state }) => state === "active").map((event) => ({ ...event, state: undefined })),
  };
}

const commands: Record<string, () => Promise<void>> = {
  types: async () => write(await types()),
  schema: async () => write(json(await api().get("/api/tracking-plan/schema"))),
  pull: async () => write(json(await pulled())),
  apply: async () => {
    const { events } = Plan.parse(await api().put("/api/tracking-plan", given()));
    console.log(`${events.filter(({ state }) => state === "active").length} events are in force.`);
  },
  import: async () => {
    const { drafts, leftOut } = Imported.parse(await api().post("/api/tracking-plan/import", given()));
    console.log(`${drafts} events are proposed.`);
    for (const place of leftOut) console.log(`left out, because a plan here can't say it: ${place}`);
  },
  generate: async () => {
    const { made, left } = Generated.parse(await api().post("/api/tracking-plan/generate", {}));
    console.log(`${made} events are proposed${left === 0 ? "" : `; ${left} more: call it again`}.`);
  },
};

const run = command === undefined ? undefined : commands[command];
try {
  if (run === undefined) throw new Failure(HELP);
  await run();
} catch (error) {
  if (!(error instanceof Failure) && !(error instanceof SyntaxError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
