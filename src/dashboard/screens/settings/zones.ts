/** All zones that the browser knows, UTC and the chosen one included, grouped by region and named as people say them. */
export function zoneOptions(chosen: string): { group: string; items: { value: string; label: string }[] }[] {
  const names = new Set(["UTC", chosen, ...Intl.supportedValuesOf("timeZone")]);
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const name of names) {
    const group = name.includes("/") ? name.slice(0, name.indexOf("/")) : "Everywhere";
    const items = groups.get(group) ?? [];
    items.push({ value: name, label: name.replaceAll("_", " ") });
    groups.set(group, items);
  }
  return [...groups].map(([group, items]) => ({ group, items }));
}
