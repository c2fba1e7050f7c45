import { build } from "esbuild";

/** Segment's browser library as a site's own build has it, by npm (also an older one): `segment.AnalyticsBrowser`. */
export async function segmentLibrary(name = "@segment/analytics-next"): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export { AnalyticsBrowser } from "${name}"`, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "segment",
    platform: "browser",
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}
