import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** `npm run dev:dashboard` shows changes as they are saved, over the Headwater that runs there. */
const headwater = process.env["HEADWATER_URL"] ?? "http://localhost:8787";
const behind = { target: headwater, changeOrigin: true, ws: true, headers: { origin: headwater } };

/** Builds the dashboard into public/: index.html, and under app/ what never changes because its name holds its hash. */
export default defineConfig({
  root: here("."),
  plugins: [react()],
  publicDir: here("./static"),
  logLevel: "warn",
  // The folder api/ is served from here, too.
  server: { proxy: { "^/api/(?!\\w+\\.ts)": behind, "/v1": behind } },
  build: {
    outDir: here("../../public"),
    assetsDir: "app",
    // Which screen needs which files: test/dashboard/size.test.ts adds them up.
    manifest: "app/manifest.json",
    // public/ also holds the browser library; scripts/build-dashboard.ts clears app/.
    emptyOutDir: false,
    target: "es2022",
    // Each screen's styles come with it; small pictures as data: would need the CSP to allow them.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "react", test: /node_modules\/(react|react-dom|scheduler)\// },
            { name: "charts", test: /node_modules\/uplot\// },
            // What nearly every screen needs is one file: each file's name is part of the first view, too.
            { name: "shared", minShareCount: 17 },
          ],
        },
      },
    },
  },
});
