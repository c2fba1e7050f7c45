import * as z from "zod";

/** As much of package-lock.json as licences need. */
export const Lock = z.object({
  packages: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      dependencies: z.record(z.string(), z.string()).default({}),
      devDependencies: z.record(z.string(), z.string()).default({}),
    }),
  ),
});
export type Lock = z.infer<typeof Lock>;

/** What the dashboard is built from; it is under devDependencies since the Worker doesn't load it. */
export const DASHBOARD = [
  "@mantine/core",
  "@mantine/hooks",
  "@mantine/notifications",
  "@tabler/icons-react",
  "@tanstack/react-query",
  "d3-geo",
  "react",
  "react-dom",
  "topojson-client",
  "uplot",
  "world-atlas",
  "wouter",
] as const;

/** Licences that ask for no more than their own text. */
const PERMISSIVE = new Set(["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "0BSD"]);

/** Packages whose licence is not one of those, or is not said in a way a machine reads; each with why it may be there. */
export const EXCEPTIONS: Readonly<Record<string, string>> = {
  "@segment/facade": "MIT by its LICENSE file",
  "@segment/fql-ts": "MIT: published from action-destinations, whose licence it is",
  "@segment/isodate": "MIT by its LICENSE file",
  "@segment/isodate-traverse": "MIT by its LICENSE file",
  "new-date": "MIT by its LICENSE file",
  isbot: "Unlicense: public domain",
  wouter: "Unlicense: public domain",
  sax: "BlueOak-1.0.0: asks for no more than MIT does",
};

export interface Licensed {
  name: string;
  version: string;
  licence: string;
  part: "Workers and SDK" | "dashboard";
  /** Why it may be there where its licence alone doesn't say so; null: it does. */
  exception: string | null;
}

/** May it be used? `A OR B` is whichever suits, `A AND B` is both. */
export const isPermissive = (expression: string): boolean =>
  expression
    .replaceAll(/[()]/g, "")
    .split(" OR ")
    .some((one) => one.split(" AND ").every((licence) => PERMISSIVE.has(licence.trim())));

/** The place in the lock file where `name` is found from `from`, as Node looks: nearest first. */
function resolve(lock: Lock, from: string, name: string): string | null {
  for (let at = from; ;) {
    const path = at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    if (lock.packages[path] !== undefined) return path;
    if (at === "") return null;
    const up = at.lastIndexOf("/node_modules/");
    at = up === -1 ? "" : at.slice(0, up);
  }
}

function closureOf(lock: Lock, roots: readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = roots.map((name): readonly [string, string] => ["", name]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const path = resolve(lock, ...next);
    if (path === null || found.has(path)) continue;
    found.add(path);
    for (const name of Object.keys(lock.packages[path]?.dependencies ?? {})) open.push([path, name]);
  }
  return found;
}

/** All that a deployment may be built from: production dependencies and the dashboard's, with everything they need. */
export function licensed(lock: Lock): Licensed[] {
  const production = Object.keys(lock.packages[""]?.dependencies ?? {});
  const parts = [
    ["Workers and SDK", closureOf(lock, production)],
    ["dashboard", closureOf(lock, DASHBOARD)],
  ] as const;
  const list = parts.flatMap(([part, paths]) =>
    [...paths].map((path): Licensed => {
      const { name: real, version = "", license = "none said" } = lock.packages[path] ?? {};
      const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
      const is = real ?? name;
      return {
        name: is,
        version,
        licence: license,
        part,
        exception: isPermissive(license) ? null : (EXCEPTIONS[is] ?? null),
      };
    }),
  );
  const key = ({ name, version, part }: Licensed): string => `${part} ${name} ${version}`;
  return [...new Map(list.map((one) => [key(one), one])).values()].toSorted((a, b) => (key(b) < key(a) ? 1 : -1));
}

/** Those that may not be there. */
export const faults = (list: readonly Licensed[]): Licensed[] =>
  list.filter(({ licence, exception }) => !isPermissive(licence) && exception === null);

/** docs/licences.md. */
export function licencesDocument(list: readonly Licensed[]): string {
  const rows = (part: Licensed["part"]): string =>
    list
      .filter((one) => one.part === part)
      .map(({ name, version, licence, exception }) => `| ${name} | ${version} | ${exception ?? licence} |`)
      .join("\n");
  const table = (part: Licensed["part"]): string => `| package | version | licence |\n|---|---|---|\n${rows(part)}`;
  return `# Licences

Written by \`npm run licences\` from package-lock.json: everything a deployment may be built from. Much of it is never reached and
falls out of the built files; [NOTICE](../NOTICE) holds the texts of what is in them. Allowed are MIT, Apache-2.0, BSD, ISC and
0BSD; exceptions are named with their reason in \`scripts/licence-list.ts\`, and \`npm test\` fails at any other.

## Workers and SDK

${table("Workers and SDK")}

## Dashboard

${table("dashboard")}
`;
}
