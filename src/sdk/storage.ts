/** The outcome, or undefined where the browser or somebody else's text doesn't allow it. */
export function attempt<Value>(work: () => Value): Value | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

type Texts = Record<string, string>;
// Its mere mention throws where storage is forbidden.
const box = attempt(() => localStorage as unknown as Texts) ?? {};
/** For what doesn't fit: as long as the page. */
const spare: Texts = {};

export const read = (key: string): string | undefined => spare[key] ?? box[key];

/** JSON of that name; undefined where there is none. */
export const recall = (key: string): unknown => attempt(() => JSON.parse(read(key) ?? "") as unknown);

export function write(key: string, text: string): void {
  spare[key] = text;
  attempt(() => {
    box[key] = text;
    delete spare[key];
  });
}

export const keep = (key: string, value: unknown): void => write(key, JSON.stringify(value));

export function drop(key: string): void {
  delete spare[key];
  delete box[key];
}

/** The names of all that starts so, in order. */
export const named = (prefix: string): string[] =>
  [...Object.keys(box), ...Object.keys(spare)].filter((key) => key.startsWith(prefix)).toSorted();

export const cookie = (name: string): string | undefined =>
  attempt(() => decodeURIComponent(document.cookie.match(`(?:^| )${name}=([^;]*)`)?.[1] ?? ""));
