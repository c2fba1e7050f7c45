import { readKeys, seal, Unopenable, unseal } from "#destinations/seal.ts";

/** Seals texts with the deployment's key and opens them again; the owner is bound in. Throws `Unopenable`. */
export const sealerOf = (env: Env) => ({
  seal: async (owner: string, text: string): Promise<string> => seal(await readKeys(env.CREDENTIALS_KEY), owner, text),
  unseal: async (owner: string, sealed: string): Promise<string> =>
    unseal(await readKeys(env.CREDENTIALS_KEY), owner, sealed),
});

/** The same, where what the key doesn't open (any more) is null. */
export function lenientSealer(env: Env) {
  const sealer = sealerOf(env);
  return {
    seal: sealer.seal,
    async unseal(owner: string, sealed: string): Promise<string | null> {
      try {
        return await sealer.unseal(owner, sealed);
      } catch (error) {
        if (error instanceof Unopenable) return null;
        throw error;
      }
    },
  };
}
