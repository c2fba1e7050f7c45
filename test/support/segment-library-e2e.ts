import { build } from "esbuild";

/** Segment's browser library as a site's own build has it, by npm: `segment.AnalyticsBrowser`. */
export async function segmentLibrary(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: `export { AnalyticsBrowser } from "@segment/analytics-next"`, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "segment",
    platform: "browser",
    logLevel: "error",
  });
  return outputFiles[0]?.text ?? "";
}
