import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blockRule, type BlockRule, patternOf } from "./block-rule.ts";
import { SERVED } from "./build-sdk.ts";

const KEY = "wk_3f9c0a7d1e5b";
/** Every address that our SDK asks for, on a site of its own. */
export const ours: readonly string[] = ["hw", "v1"].flatMap((path) =>
  [`${KEY}.js`, ...Object.keys(SERVED), "k"].map((file) => `https://shop.example/${path}/${file}`),
);
/** What others' ask for: they say that the rules are read at all. */
export const others: readonly string[] = [
  `https://shop.example/analytics.js/v1/${KEY}/analytics.min.js`,
  "https://shop.example/google-analytics.js",
  "https://shop.example/piwik.php?idsite=1",
];

interface DeclaredRule {
  action: { type: string };
  condition: {
    urlFilter?: string;
    domainType?: string;
    requestDomains?: string[];
    initiatorDomains?: string[];
    resourceTypes?: string[];
  };
}

function fileOf(name: string, path: string): string {
  const folder = mkdtempSync(join(tmpdir(), "blocklist-"));
  try {
    const tarball = execFileSync("npm", ["pack", "--silent", "--prefer-offline", name], {
      cwd: folder,
      encoding: "utf8",
    }).trim();
    execFileSync("tar", ["xzf", tarball, `package/${path}`], { cwd: folder });
    return readFileSync(join(folder, "package", path), "utf8");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isRule = (rule: BlockRule | null): rule is BlockRule => rule !== null;

const declared = ({ action, condition }: DeclaredRule): BlockRule | null => {
  const { urlFilter, domainType, requestDomains, initiatorDomains, resourceTypes } = condition;
  if (action.type !== "block" || urlFilter === undefined || requestDomains || initiatorDomains) return null;
  const isOurKind = resourceTypes?.some((type) => /^(script|xmlhttprequest|ping|other)$/.test(type)) ?? true;
  const pattern = domainType === "thirdParty" || !isOurKind ? null : patternOf(urlFilter);
  return pattern && { text: urlFilter, matches: (url) => pattern.test(url) };
};

/** EasyPrivacy of April 2019, as `ad-block` 4.1.7 has it in its tests: 2.5 MB to fetch. */
export const easyPrivacy = (): BlockRule[] =>
  fileOf("ad-block@4.1.7", "test/data/easyprivacy.txt").split(/\r?\n/).map(blockRule).filter(isRule);

/** AdGuard's tracking protection of March 2026, with EasyPrivacy in it: 25 MB to fetch. */
export const adGuard = (): BlockRule[] =>
  (
    JSON.parse(
      fileOf("@adguard/dnr-rulesets@3.3.20260320140136", "dist/filters/declarative/ruleset_3/ruleset_3.json"),
    ) as DeclaredRule[]
  )
    .map(declared)
    .filter(isRule);
