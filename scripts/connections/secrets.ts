import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import type { ReadStream } from "node:tty";
import { Misuse } from "./failure.ts";

/** Where secrets come from; never the command's own words, which any process of the machine and the shell's history show. */
export interface SecretInput {
  env: NodeJS.ProcessEnv;
  stdin: ReadStream;
  /** Tells a person what is asked for. */
  prompt(words: string): void;
}

/** The variable that gives a secret: signingSecret is in HEADWATER_SECRET_SIGNING_SECRET. */
export const secretVariable = (name: string): string =>
  `HEADWATER_SECRET_${name
    .replaceAll(/(?<=[a-z\d])(?=[A-Z])/g, "_")
    .replaceAll(/\W/g, "_")
    .toUpperCase()}`;

/** Each secret from its variable, the rest from standard input. Throws Misuse where one is missing. */
export async function readSecrets(
  names: readonly string[],
  { env, stdin, prompt }: SecretInput,
): Promise<Map<string, string>> {
  const known = new Map(
    names.flatMap((name): [string, string][] => {
      const value = env[secretVariable(name)];
      return value ? [[name, value]] : [];
    }),
  );
  const open = names.filter((name) => !known.has(name));
  if (open.length === 0) return known;
  if (!stdin.isTTY) return new Map([...known, ...secretsIn(open, await text(stdin))]);
  for (const name of open) {
    prompt(`${name} (not shown; Enter ends it): `);
    const typed = await typedUnseen(stdin);
    prompt("\n");
    known.set(name, filled(name, typed));
  }
  return known;
}

/** One secret is all of the text, such as a key file; several are a line each, in the order they were named. */
export function secretsIn(names: readonly string[], given: string): Map<string, string> {
  const all = given.replace(/\r?\n$/, "");
  const values = names.length === 1 ? [all] : all.split(/\r?\n/);
  if (values.length > names.length)
    throw new Misuse(
      `Standard input has ${values.length} lines for ${names.length} secrets. One of several lines goes into its variable, such as ${secretVariable(names[0] ?? "")}.`,
    );
  return new Map(names.map((name, place) => [name, filled(name, values[place] ?? "")]));
}

function filled(name: string, value: string): string {
  if (value.trim() !== "") return value;
  throw new Misuse(`${name} is missing: give it on standard input, or in ${secretVariable(name)}.`);
}

/** Longer than a pasted text takes from one of its lines to the next, shorter than anybody types. */
const PASTE_PAUSE_MS = 100;

/** What a person types or pastes, also of several lines, with nothing of it on the screen. */
function typedUnseen(stdin: ReadStream): Promise<string> {
  const nowhere = new Writable({ write: (_, __, done) => done() });
  const reading = createInterface({ input: stdin, output: nowhere, terminal: true, historySize: 0 });
  const lines: string[] = [];
  let pause: NodeJS.Timeout | undefined;
  return new Promise((resolve) => {
    reading.on("line", (line) => {
      lines.push(line);
      clearTimeout(pause);
      // The rest of a paste that ends without Enter stays in the line until it is pressed.
      pause = setTimeout(() => reading.line === "" && reading.close(), PASTE_PAUSE_MS);
    });
    reading.on("SIGINT", () => process.exit(130));
    reading.on("close", () => resolve(lines.join("\n")));
  });
}
