/** The few Node modules that workerd has built in and the Worker uses (nodejs_compat is on from 2026-08-04). */
declare module "node:crypto" {
  export function createHash(algorithm: "sha256"): {
    update(data: string): { digest(encoding: "hex"): string };
  };
  export function timingSafeEqual(a: Uint8Array, b: Uint8Array): boolean;
}
declare module "node:zlib" {
  export function gzipSync(data: string | Uint8Array, options?: { level?: number }): Uint8Array<ArrayBuffer>;
  export function gunzipSync(data: Uint8Array, options?: { maxOutputLength?: number }): Uint8Array<ArrayBuffer>;
}
