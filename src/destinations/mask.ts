import { isObject, type Json } from "#core/json.ts";

export const MASK = "•••";

/** Shorter values would blank out half of every text; nothing that short is a secret. */
const SHORTEST = 4;

const SECRET_NAME =
  /auth|token|secret|passw|api[-_]?key|write[-_]?key|private[-_]?key|cookie|signature|assertion|credential/i;
/** `"access_token": "…"` in JSON, also where it lies in a text as JSON of its own; and `access_token=…` in forms and queries. */
const NAMED_IN_JSON = new RegExp(
  String.raw`(\\*"[\w-]*(?:${SECRET_NAME.source})[\w-]*\\*"\s*:\s*\\*")(?:[^"\\]|\\(?!"))*`,
  "gi",
);
const NAMED_IN_FORM = new RegExp(String.raw`((?:^|[?&\s])[\w-]*(?:${SECRET_NAME.source})[\w-]*=)[^&\s"]+`, "gi");

const base64 = (text: string): string =>
  btoa(String.fromCharCode(...new TextEncoder().encode(text))).replace(/=+$/, "");

/**
 * A function that blanks out these secrets in any text, however they are written there (as they are, in JSON, in a URL, in
 * base64 as Basic authorization has them), and what stands under a name that only secrets have.
 */
export function createMask(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(
    secrets
      .flatMap((secret) => [secret, ...secret.split(/\s*\n\s*/)])
      .filter((secret) => secret.length >= SHORTEST)
      .flatMap((secret) => [
        secret,
        JSON.stringify(secret).slice(1, -1),
        encodeURIComponent(secret),
        base64(secret),
        base64(`${secret}:`),
        base64(`:${secret}`),
      ]),
  );
  const longestFirst = [...forms].toSorted((a, b) => b.length - a.length);
  return (text) => {
    let masked = text;
    for (const form of longestFirst) masked = masked.replaceAll(form, MASK);
    return masked.replace(NAMED_IN_JSON, `$1${MASK}`).replace(NAMED_IN_FORM, `$1${MASK}`);
  };
}

/** Headers as they may be shown: those that carry credentials blanked out, the others masked. */
export const maskedHeaders = (headers: Headers, mask: (text: string) => string): Record<string, string> =>
  Object.fromEntries(
    [...headers].map(([name, value]) => [name, SECRET_NAME.test(name) || /(^|-)key$/i.test(name) ? MASK : mask(value)]),
  );

/** Every text in a value, at any depth: what a settings object holds that has to be masked. */
export function textsIn(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return (isObject(value) ? Object.values(value) : value).flatMap((inner) => textsIn(inner));
}
