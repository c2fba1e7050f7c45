import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import type { Api } from "./api.ts";
import { Misuse } from "./failure.ts";

/** What a command works with. */
export interface Context {
  api: Api;
  /** Characters that a line may have; Infinity where nobody looks at it. */
  width: number;
  secrets(names: readonly string[]): Promise<Map<string, string>>;
}

/** What came of it. */
export interface Outcome {
  /** For `--json`: what the API answered. */
  answer: unknown;
  /** For people. */
  text: string;
  /** It worked, and what it found out is bad: ends with 1. */
  isBad?: boolean;
}

/** A command as it was written: to be run, or only explained. */
export interface Written {
  json: boolean;
  help: boolean;
  run(context: Context): Promise<Outcome>;
}

export interface Command {
  name: string;
  usage: string;
  about: string;
  /** Names of its own options. */
  options: readonly string[];
  read(args: readonly string[]): Written;
}

const EVERYWHERE = { json: { type: "boolean" }, help: { type: "boolean", short: "h" } } as const;

type Values<O extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; allowPositionals: true; allowNegative: true }>
>["values"];

interface Described<O extends ParseArgsOptionsConfig> {
  name: string;
  /** Words after the name: `id`, `search?` may be missing, `letter*` any number. */
  words: readonly string[];
  options: O;
  /** How the options are written. */
  usage?: string;
  about: string;
  run(given: { words: readonly string[]; values: Values<O> }, context: Context): Promise<Outcome>;
}

/** Makes a command whose `run` gets its words counted and its options typed. */
export function command<const O extends ParseArgsOptionsConfig>(described: Described<O>): Command {
  const { name, words, options, about, run } = described;
  const usage = [name, ...words.map(wordUsage), ...(described.usage === undefined ? [] : [described.usage])].join(" ");
  return {
    name,
    usage,
    about,
    options: Object.keys(options),
    read(args) {
      const { values, positionals } = parsed(args, { ...options, ...EVERYWHERE });
      const { json = false, help = false } = values as { json?: boolean; help?: boolean };
      if (!help) requireCount(positionals.length, words, usage);
      return { json, help, run: (context) => run({ words: positionals, values: values as Values<O> }, context) };
    },
  };
}

const wordUsage = (word: string): string =>
  word.endsWith("?") ? `[${word.slice(0, -1)}]` : word.endsWith("*") ? `[${word.slice(0, -1)} …]` : `<${word}>`;

/** Says how many, not what: a secret may stand there by mistake. */
function requireCount(count: number, words: readonly string[], usage: string): void {
  const least = words.filter((word) => !/[?*]$/.test(word)).length;
  const most = words.some((word) => word.endsWith("*")) ? Infinity : words.length;
  if (count < least) throw new Misuse(`Something is missing. Write: ${usage}`);
  if (count > most) throw new Misuse(`That is ${count - most} too many (quotes keep words together). Write: ${usage}`);
}

function parsed(args: readonly string[], options: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, allowNegative: true });
  } catch (error) {
    if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))
      throw new Misuse(error.message, { cause: error });
    throw error;
  }
}
