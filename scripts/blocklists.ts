import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { blockRule, type BlockRule, patternOf } from "./block-rule.ts";

/**
 * npm run blocklists: do the blocklists that npm holds know an address of our SDK? Fetches some 30 MB, so no test does it.
 * Only rules that hold for any site are asked: whose host is on a list is blocked whatever its paths are.
 */
const KEY = "wk_3f9c0a7d1e5b";
const ours = ["hw", "v1"].flatMap((path) =>
  [`${KEY}.js`, "auto.js", "vitals.js", "frustration.js", "errors.js", "k"].map(
    (file) => `https://shop.example/${path}/${file}`,
  ),
);
/** What says that the rules are read at all. */
const segments = [
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
    const tarball = execFileSync("npm", ["pack", "--silent", name], { cwd: folder, encoding: "utf8" }).trim();
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

const lists: Record<string, BlockRule[]> = {
  "EasyPrivacy of April 2019 (ad-block 4.1.7)": fileOf("ad-block@4.1.7", "test/data/easyprivacy.txt")
    .split(/\r?\n/)
    .map(blockRule)
    .filter(isRule),
  "AdGuard Tracking Protection of March 2026, EasyPrivacy in it (@adguard/dnr-rulesets)": (
    JSON.parse(
      fileOf("@adguard/dnr-rulesets@3.3.20260320140136", "dist/filters/declarative/ruleset_3/ruleset_3.json"),
    ) as DeclaredRule[]
  )
    .map(declared)
    .filter(isRule),
};

let isKnown = false;
for (const [name, rules] of Object.entries(lists)) {
  console.log(`${name}: ${rules.length} rules for any site`);
  for (const url of [...ours, ...segments]) {
    const hits = rules.filter((rule) => rule.matches(url)).map(({ text }) => text);
    if (ours.includes(url) && hits.length > 0) isKnown = true;
    if (hits.length > 0 || !ours.includes(url)) console.log(`  ${url}  ${hits.slice(0, 3).join("  ") || "-"}`);
  }
}
console.log(isKnown ? "An address of ours is known." : `None of our ${ours.length} addresses is known.`);
process.exit(isKnown ? 1 : 0);
