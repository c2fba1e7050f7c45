import { adGuard, easyPrivacy, others, ours } from "./known-rules.ts";

/**
 * npm run blocklists: do the blocklists that npm holds know an address of our SDK? Fetches some 30 MB; `npm test` asks the
 * smaller list. Only rules that hold for any site are asked: whose host is on a list is blocked whatever its paths are.
 */
const lists = {
  "EasyPrivacy of April 2019 (ad-block 4.1.7)": easyPrivacy(),
  "AdGuard Tracking Protection of March 2026, EasyPrivacy in it (@adguard/dnr-rulesets)": adGuard(),
};

let isKnown = false;
for (const [name, rules] of Object.entries(lists)) {
  console.log(`${name}: ${rules.length} rules for any site`);
  for (const url of [...ours, ...others]) {
    const hits = rules.filter((rule) => rule.matches(url)).map(({ text }) => text);
    if (ours.includes(url) && hits.length > 0) isKnown = true;
    if (hits.length > 0 || !ours.includes(url)) console.log(`  ${url}  ${hits.slice(0, 3).join("  ") || "-"}`);
  }
}
console.log(isKnown ? "An address of ours is known." : `None of our ${ours.length} addresses is known.`);
process.exit(isKnown ? 1 : 0);
