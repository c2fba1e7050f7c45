import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { kCurrentWorker } from "miniflare";
import { defineConfig } from "vitest/config";

// The deployment's required secrets, as wrangler reads them from the environment; the first is sha256("test-admin-token").
process.env["ADMIN_TOKEN_HASH"] = "17d6bfe05d1b1fb7bc499f8e3f639c7b3eda4c40f321eef8887a0c04c89a99c5";
process.env["CREDENTIALS_KEY"] = Buffer.alloc(32, "test-credentials-key").toString("base64");

const screens = "test/e2e/dashboard-*.e2e.test.ts";
const fromOutside = {
  globalSetup: ["./test/support/dev-server.ts"],
  testTimeout: 120_000,
  hookTimeout: 120_000,
  fileParallelism: false,
  // What is waited for comes within a second, unless the machine has something else to do.
  expect: { poll: { timeout: 20_000 } },
};

/**
 * Three kinds of test, told apart by the file's ending:
 *   x.test.ts           pure code, in plain Node
 *   x.runtime.test.ts   inside workerd, with real D1, Queues and Durable Objects
 *   x.e2e.test.ts       from outside, against `npm run dev`: real clients, a real browser, real sockets
 */
export default defineConfig({
  test: {
    // Our own log lines where tests run in Node; test/support/without-log-lines.ts has those of the runtime.
    onConsoleLog: (text) => !text.includes('{"what":'),
    projects: [
      {
        test: {
          name: "pure",
          include: ["test/**/*.test.ts"],
          exclude: ["**/*.runtime.test.ts", "**/*.e2e.test.ts"],
          isolate: false,
          // Searches take a second or two; on a machine that is busy otherwise, ten.
          testTimeout: 30_000,
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            main: "./test/support/worker.ts",
            wrangler: { configPath: "./wrangler.toml" },
            miniflare: {
              // The second Worker is in this one, by its name: test/support/worker.ts.
              serviceBindings: { CATALOGUE: { name: kCurrentWorker, entrypoint: "Catalogue" } },
              // As in wrangler.toml, but a batch is not waited for a whole second: tests wait for what is in it.
              queueConsumers: {
                "headwater-events": {
                  maxBatchSize: 100,
                  maxBatchTimeout: 0.1,
                  maxRetries: 100,
                  deadLetterQueue: "headwater-events-dead",
                },
                "headwater-deliveries": { maxBatchSize: 10, maxBatchTimeout: 0.1, maxRetries: 100 },
                "headwater-events-dead": { maxBatchSize: 10, maxBatchTimeout: 0.1, maxRetries: 100, retryDelay: 60 },
              },
              bindings: {
                RECEIVED_AT_HEADER: "x-received-at",
                ALLOW_LOCAL_DESTINATIONS: "true",
                MIGRATIONS: await readD1Migrations("./migrations"),
              },
            },
          })),
        ],
        test: {
          name: "runtime",
          include: ["test/**/*.runtime.test.ts"],
          globalSetup: ["./scripts/build-catalogue.ts"],
          setupFiles: ["./test/support/without-log-lines.ts", "./test/support/migrate.ts"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      // Two parts, each beside a Headwater of its own, so that they can run side by side.
      { test: { name: "e2e", include: ["test/**/*.e2e.test.ts"], exclude: [screens], ...fromOutside } },
      { test: { name: "screens", include: [screens], ...fromOutside } },
    ],
  },
});
