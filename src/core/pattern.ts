/** Longer patterns are refused: nobody can read them, and each is compiled wherever something is filtered. */
export const MAX_PATTERN_LENGTH = 200;

/** A pattern looks at this much of a value; what comes after is as if it were not there. */
export const MAX_PATTERN_TEXT = 1_000;

/** Steps that one test may take at worst, when the text was made to hurt: about half a second of a core. */
const MAX_STEPS = 200_000_000;

/** Characters that a pattern may come to once its counted repeats are written out. */
const MAX_WEIGHT = 2_000;

/** A pattern's test, or null where the text is no regular expression: such a pattern matches nothing. */
export function compilePattern(pattern: string): ((text: string) => boolean) | null {
  try {
    const expression = new RegExp(pattern);
    return (text) => expression.test(text.length > MAX_PATTERN_TEXT ? text.slice(0, MAX_PATTERN_TEXT) : text);
  } catch (error) {
    // The one thing the constructor throws, and here an answer rather than a fault.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** What is known of the part of a pattern inside one pair of brackets. */
interface Group {
  /** Characters it comes to, counted repeats written out. */
  weight: number;
  /** Can it match one text in several ways? Repeating such a group is what makes matching explode. */
  ambiguous: boolean;
  alternatives: number;
}
const emptyGroup = (): Group => ({ weight: 0, ambiguous: false, alternatives: 1 });

/** An escape, a class, an opening bracket with its kind, a repeat, or a single character. */
const TOKEN = /\\.|\[(?:\\.|[^\]\\])*\]|\((?:\?(?:[:=!]|<[=!]|<\w+>))?|(?:[*+?]|\{(\d+)(,(\d*))?\})\??|[^]/gs;

/**
 * Why a pattern is too dangerous to run on text that strangers send, or null. The engine backtracks, so its time can
 * grow with a power of the text's length, or exponentially. Refused are: back-references and look-around; repeats of
 * what can itself match in several ways; more open-ended repeats and choices than `MAX_PATTERN_TEXT` characters can be
 * tried with in `MAX_STEPS`. What is let through is slow at worst, never endless. Counts too strictly now and then.
 */
export function patternDanger(pattern: string): string | null {
  if (pattern.length > MAX_PATTERN_LENGTH) return `A pattern may have ${MAX_PATTERN_LENGTH} characters.`;
  const groups: Group[] = [emptyGroup()];
  let openRepeats = 0;
  let choices = 1;
  let closed: Group | undefined;

  for (const token of pattern.matchAll(TOKEN)) {
    const [text] = token;
    const group = groups.at(-1) ?? emptyGroup();
    const outer = groups.at(-2);
    const repeat = repeatOf(token);
    const repeated = closed;
    closed = undefined;
    if (/^\\[1-9k]/.test(text)) return "Back-references (\\1) can't be used.";
    if (/^\(\?<?[=!]/.test(text)) return "Look-around ((?=…), (?!…), (?<=…), (?<!…)) can't be used.";

    if (text.startsWith("(")) {
      groups.push(emptyGroup());
    } else if (text === ")" && outer) {
      closed = groups.pop();
      choices *= group.alternatives;
      outer.weight += group.weight;
      outer.ambiguous ||= group.ambiguous || group.alternatives > 1;
    } else if (text === "|") {
      group.alternatives += 1;
    } else if (repeat === null) {
      group.weight += 1;
    } else {
      if (repeat.most > 1 && repeated && (repeated.ambiguous || repeated.alternatives > 1)) {
        return "A repeated group may hold no repeat, ? or | of its own, as in (a+)* or (a|b)+. Use a class instead: [ab]+.";
      }
      group.ambiguous ||= repeat.most !== repeat.least;
      group.weight +=
        (repeated?.weight ?? 1) * Math.max(0, (repeat.most === Infinity ? repeat.least : repeat.most) - 1);
      // At the very end of a pattern an open repeat takes what there is and never has to give it back.
      if (repeat.most !== Infinity) choices *= repeat.most - repeat.least + 1;
      else if (token.index + text.length < pattern.length) openRepeats += 1;
    }
  }

  const whole = groups[0] ?? emptyGroup();
  if (whole.weight > MAX_WEIGHT) return "The pattern's counted repeats are too long.";
  // What isn't tied to the beginning is tried from every start.
  if (!pattern.startsWith("^") || whole.alternatives > 1) openRepeats += 1;
  const steps = (MAX_PATTERN_TEXT ** openRepeats / factorial(openRepeats)) * choices;
  return steps <= MAX_STEPS
    ? null
    : "The pattern has too many open-ended repeats (*, +, {2,}) or choices for long texts. Begin it with ^, or ask for less.";
}

function repeatOf(token: RegExpExecArray): { least: number; most: number } | null {
  const [text, least, upTo, most] = token;
  if (least !== undefined) {
    return { least: Number(least), most: upTo === undefined ? Number(least) : most ? Number(most) : Infinity };
  }
  if (/^\?\??$/.test(text)) return { least: 0, most: 1 };
  return /^[*+]\??$/.test(text) ? { least: text.startsWith("+") ? 1 : 0, most: Infinity } : null;
}

const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
