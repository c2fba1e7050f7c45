const given = (name: string): number => Number(import.meta.env[name] ?? 0);

/** Histories asked for by hand; 0 in an ordinary run. VITE_SOAK=100 takes a hundred new ones, VITE_SEED=7 those from 7 on. */
export const SOAK = given("VITE_SOAK");

/** Seeds of histories: always the same `few`, or as many new ones as are asked for. */
export function seeds(few: number): number[] {
  const first = given("VITE_SEED") || (SOAK === 0 ? 1 : Date.now() % 1_000_000_000);
  return Array.from({ length: SOAK || few }, (_, at) => first + at);
}
