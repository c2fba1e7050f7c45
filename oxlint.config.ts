import { defineConfig } from "oxlint";

/** The stages, in the order an event visits them. */
const stages = [
  "ingest",
  "tracking-plan",
  "identity",
  "store",
  "archive",
  "live",
  "query",
  "destinations",
  "audiences",
  "lists",
  "automations",
  "operations",
  "mail",
  "push",
  "digest",
  "backup",
  "workspace",
  "access",
];

/** Crossing a folder is always spelled `#folder/file.ts`; `../` is never needed. */
const mayImport = (files: string[], allowed: string[], message: string) => ({
  files,
  rules: {
    "no-restricted-imports": [
      "error" as const,
      { patterns: [{ group: ["../**", "#*", "#*/**", ...allowed.map((path) => `!${path}`)], message }] },
    ],
  },
});

export default defineConfig({
  ignorePatterns: ["**/*.d.ts", "public/**", "dist/**"],
  plugins: ["typescript", "import", "unicorn", "oxc", "promise"],
  categories: { correctness: "error", suspicious: "error" },
  options: { typeAware: true },
  rules: {
    "typescript/no-floating-promises": ["error", { checkThenables: true }],
    "typescript/no-misused-promises": "error",
    "typescript/no-explicit-any": "error",
    "typescript/no-non-null-assertion": "error",
    "typescript/consistent-type-imports": "error",
    "typescript/switch-exhaustiveness-check": "error",
    "import/no-cycle": "error",
    "import/no-unassigned-import": ["error", { allow: ["**/*.css", "**/*.css.ts"] }],
    "max-lines": ["error", { max: 400 }],
    // Zod parses at the borders; inside, an assertion says what a type can't: an object's own keys, a statement's rows.
    "typescript/no-unsafe-type-assertion": "off",
    // Zod schemas and library callbacks are handed around unbound on purpose.
    "typescript/unbound-method": "off",
    "typescript/consistent-return": "off",
    // `{ ...rest, a: undefined }` and `_` for a key taken out are plain enough.
    "no-underscore-dangle": "off",
    "no-shadow": "off",
    "consistent-function-scoping": "off",
  },
  overrides: [
    mayImport(["src/core/**"], ["#core/**"], "core is imported by everyone and imports no one"),
    mayImport(["src/sdk/**"], ["#sdk/**"], "the browser SDK is all that a page loads: it imports only itself"),
    mayImport(
      ["src/dashboard/**"],
      [
        "#core/access.ts",
        "#core/answer.ts",
        "#core/audience.ts",
        "#core/automation-sentence.ts",
        "#core/automation.ts",
        "#core/bill.ts",
        "#core/comparison.ts",
        "#core/event-json.ts",
        "#core/finding.ts",
        "#core/question.ts",
        "#core/question/*.ts",
        "#core/report/*.ts",
        "#core/tracking-plan.ts",
        "#dashboard/**",
      ],
      "the dashboard sees types of #core and how reports read, and otherwise talks to the admin API",
    ),
    ...stages.map((stage) =>
      mayImport(
        [`src/${stage}/**`],
        ["#core/**", `#${stage}/**`],
        "a stage imports itself and #core; stages meet only in src/pipeline.ts, src/house and src/worker.ts",
      ),
    ),
  ],
});
