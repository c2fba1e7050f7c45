import type { GroupedUnit } from "#query/funnel-breakdown.ts";

/** What one person comes to in a group, as the furthest of their units there. */
export interface PersonInGroup {
  /** Steps reached. */
  reached: number;
  /** The same, by the bucket of entry (only where there is a trend). */
  buckets: Map<number, number>;
}

/** A person's units by group, where several may be one for the reader; null: a group that isn't asked for. */
export function mergeUnits<Group>(
  units: Iterable<GroupedUnit>,
  groupOf: (name: string | null) => Group | null,
): Map<Group, PersonInGroup> {
  const merged = new Map<Group, PersonInGroup>();
  for (const { group: name, unit } of units) {
    const group = groupOf(name);
    if (group === null) continue;
    let person = merged.get(group);
    if (!person) merged.set(group, (person = { reached: 0, buckets: new Map() }));
    person.reached = Math.max(person.reached, unit.times.length);
    for (const [bucket, reached] of unit.buckets) {
      person.buckets.set(bucket, Math.max(person.buckets.get(bucket) ?? 0, reached));
    }
  }
  return merged;
}
