import type { Clock } from "#core/clock.ts";
import type { Change, SizePoint } from "#audiences/members.ts";
import type { AudienceReport } from "#audiences/report.ts";

/** The Audiences object, as routes call it. */
export interface AudiencesStub {
  changed(): Promise<void>;
  report(): Promise<AudienceReport[]>;
  members(audience: number, after: number, limit: number): Promise<{ person: number; since: number }[]>;
  changes(audience: number, before: number, limit: number): Promise<Change[]>;
  sizes(audience: number): Promise<SizePoint[]>;
  audiencesOf(actors: number[]): Promise<number[]>;
  recompute(audience: number): Promise<void>;
}

/** Somebody as lists show them. */
export interface ShownPerson {
  /** The label: `u:…` or `a:…`. */
  id: string;
  name: string | null;
  email: string | null;
}

/** What the audience routes need of the other stages. */
export interface AudienceRoutesHouse {
  db: D1Database;
  clock: Clock;
  object: AudiencesStub;
  /** By number; who is gone is missing. */
  shown: (persons: readonly number[]) => Promise<ReadonlyMap<number, ShownPerson>>;
  /** All actors of the person that an id belongs to. Throws `person_unknown`. */
  actorsNamed: (id: string) => Promise<number[]>;
  /** This isolate looks anew whether the object has to be woken. */
  changed: () => void;
}
