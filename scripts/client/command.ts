import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { Misuse } from "../connections/failure.ts";
import type { Surroundings } from "./deploy.ts";

type Values<O extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: O; allowPositionals: true }>
>["values"];

interface Described<O extends ParseArgsOptionsConfig> {
  name: string;
  /** After the name: `client`, or `client?` where it may be missing. */
  words: readonly string[];
  options: O;
  /** How the options are written. */
  usage?: string;
  about: string;
  run(given: { words: readonly string[]; values: Values<O> }, around: Surroundings): Promise<void>;
}

export interface Command {
  name: string;
  usage: string;
  about: string;
  /** Throws Misuse before anything is done, and Failure. */
  run(args: readonly string[], around: Surroundings): Promise<void>;
}

/** Makes a command whose `run` gets its words counted and its options typed. */
export function command<const O extends ParseArgsOptionsConfig>(described: Described<O>): Command {
  const { name, words, options, about } = described;
  const shown = words.map((word) => (word.endsWith("?") ? `[${word.slice(0, -1)}]` : `<${word}>`));
  const usage = [name, ...shown, ...(described.usage === undefined ? [] : [described.usage])].join(" ");
  return {
    name,
    usage,
    about,
    async run(args, around) {
      const { values, positionals } = parsed(args, options);
      const least = words.filter((word) => !word.endsWith("?")).length;
      if (positionals.length < least || positionals.length > words.length) throw new Misuse(`Write: ${usage}`);
      await described.run({ words: positionals, values: values as Values<O> }, around);
    },
  };
}

function parsed(args: readonly string[], options: ParseArgsOptionsConfig) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    if (error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS"))
      throw new Misuse(error.message, { cause: error });
    throw error;
  }
}
