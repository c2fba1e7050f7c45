/** Arithmetic over series, which are called A, B, C … by their place. */
export interface Formula {
  /** The letters it names, in capitals, each once. */
  letters: readonly string[];
  /** Its value where the letters have these values. Nothing is rounded; dividing by zero gives 0. */
  evaluate(valueOf: (letter: string) => number): number;
}

type Term = Formula["evaluate"];

const TOKEN = /\s*(\d+(?:\.\d+)?|[A-Za-z]|[-+*/()])/y;

/**
 * Reads a formula of + - * / ( ), numbers and letters of either case; * and / bind stronger, a minus may stand before
 * any part. Where it can't be read, says why. It is parsed here by hand, so nothing a user writes is ever run as code.
 */
export function parseFormula(text: string): Formula | { fault: string } {
  const tokens = tokensOf(text);
  if ("fault" in tokens) return tokens;
  const reader = readerOf(tokens.list);
  const evaluate = reader.sum();
  const fault = reader.fault();
  if (fault !== null) return { fault };
  const letters = [...new Set(tokens.list.filter((token) => /[A-Z]/.test(token)))];
  return { letters, evaluate };
}

function tokensOf(text: string): { list: string[] } | { fault: string } {
  const list: string[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  for (let at = 0; at < end; at = TOKEN.lastIndex) {
    const [, token] = TOKEN.exec(text) ?? [];
    if (token === undefined) {
      const rest = text.slice(at).trim().slice(0, 20);
      return {
        fault: `A formula is made of + - * / ( ), numbers and the letters of series; "${rest}" is none of these.`,
      };
    }
    list.push(token.toUpperCase());
  }
  return { list };
}

/** One function a level of precedence; the first fault is kept, and what is read after it doesn't matter. */
function readerOf(tokens: readonly string[]) {
  let next = 0;
  let fault: string | null = null;
  const peek = () => tokens[next];
  const take = () => tokens[next++];

  function sum(): Term {
    let left = product();
    while (peek() === "+" || peek() === "-") {
      const a = left;
      const sign = take() === "+" ? 1 : -1;
      const b = product();
      left = (valueOf) => a(valueOf) + sign * b(valueOf);
    }
    return left;
  }

  function product(): Term {
    let left = part();
    while (peek() === "*" || peek() === "/") {
      const a = left;
      const divides = take() === "/";
      const b = part();
      left = (valueOf) => (divides ? quotient(a(valueOf), b(valueOf)) : a(valueOf) * b(valueOf));
    }
    return left;
  }

  function part(): Term {
    const token = take();
    if (token === "(") {
      const inner = sum();
      if (take() !== ")") fault ??= "A bracket of the formula isn't closed.";
      return inner;
    }
    if (token === "-") {
      const inner = part();
      return (valueOf) => -inner(valueOf);
    }
    if (token !== undefined && /[A-Z]/.test(token)) return (valueOf) => valueOf(token);
    if (token !== undefined && /\d/.test(token)) {
      const number = Number(token);
      return () => number;
    }
    fault ??= token === undefined ? "The formula ends too early." : `"${token}" can't stand there in the formula.`;
    return () => 0;
  }

  return {
    sum,
    fault: () => fault ?? (next < tokens.length ? `The formula goes on after its end: "${tokens[next]}".` : null),
  };
}

const quotient = (dividend: number, divisor: number): number => (divisor === 0 ? 0 : dividend / divisor);
