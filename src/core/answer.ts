/**
 * What questions are answered with, for those who read answers (docs/query.md). Numbers are counts unless said otherwise;
 * labels of buckets are their local start: `2026-03-01`, by hour `2026-03-01T08:00`.
 */

/** What an answer says of itself. */
export interface AnswerMeta {
  /** The instants that were looked at, both inclusive; null where a question has no range of its own. */
  range: { from: string; to: string } | null;
  timezone: string;
  weekStart: "sunday" | "monday";
  /** What "now" was. */
  asOf: string;
  /** Labels of buckets that are not over yet. */
  incomplete: string[];
  /** Every number is counted; false where the answer's notes say what was estimated or left out. */
  exact: boolean;
  /** Logins or aliases are on their way into the person map: ask again in a moment. */
  settling: boolean;
  /** It was computed for the same question a moment ago, at `asOf`. */
  cached: boolean;
  /** Events that came from the archive, which takes longer (docs/archive.md). */
  archived: number;
  /** Events looked at, rows read for it, ms taken. */
  events: number;
  rowsRead: number;
  ms: number;
}

/** One line of a chart, or one group of it. */
export interface SegmentationRow {
  /** The series' name, or its letter; of a formula its text. */
  series: string;
  breakdown?: string;
  /** One number a bucket. */
  data: number[];
  /** Of the whole range: not the sum of the buckets where people are counted. */
  total: number;
}

export interface SegmentationPeriod {
  labels: string[];
  series: SegmentationRow[];
  /** With a breakdown: each series over all groups. Uniques of groups may add up to more. */
  whole?: SegmentationRow[];
}

export interface SegmentationAnswer extends SegmentationPeriod {
  /** The period compared with. */
  previous?: SegmentationPeriod;
  people?: PeopleListed[];
  /** What the reader has to know: what is not exact, or was left out. */
  notes?: string[];
}

/** One step of a funnel, over the people (sessions, attempts) counted. */
export interface FunnelStep {
  count: number;
  /** %, two decimals; 0 of nobody. */
  percentOfFirst: number;
  /** %, two decimals; null for the first step. */
  percentOfPrevious: number | null;
  /** Those who reached the step before and not this one; null for the first step. */
  dropped: number | null;
  /** Since the step before, over those who reached this one; null for the first step and where nobody did. */
  avgSeconds: number | null;
  medianSeconds: number | null;
}

/** One bucket of a funnel's trend, by when people entered. */
export interface FunnelPoint {
  bucket: string;
  entered: number;
  converted: number;
  /** %, two decimals; 0 where nobody entered. */
  rate: number;
  /** False while somebody who entered may still convert. */
  final: boolean;
}

/** How long conversions took: bins of [from seconds, people]. */
export interface Distribution {
  bins: [fromSeconds: number, count: number][];
  averageSeconds: number | null;
}

export interface FunnelAnswer {
  steps?: FunnelStep[];
  breakdown?: Record<string, FunnelStep[]>;
  trend?: FunnelPoint[] | Record<string, FunnelPoint[]>;
  timeToConvert?: Distribution | Record<string, Distribution>;
  people?: PeopleListed[];
  notes?: string[];
}

export interface RetentionRow {
  bucket: string;
  /** People who started in the bucket, then those of them who came back in each period after it. */
  values: number[];
}

export interface RetentionAnswer {
  /** Everyone, also where there is a breakdown. */
  cohorts: RetentionRow[];
  /** For each period the part that came back, of those who could have by now; null of nobody. */
  average: (number | null)[];
  breakdown?: Record<string, RetentionRow[]>;
  averages?: Record<string, (number | null)[]>;
  /** The groups, most people first. */
  groups?: string[];
  people?: PeopleListed[];
  notes?: string[];
}

export interface CohortAnswer {
  count: number;
  /** How many people were looked at. */
  base: number;
  /** Their labels, sorted: the first of them where there are very many. */
  people: string[];
}

/** The list behind a number: as long as the number says, its ids cut off where they are very many. */
export interface PeopleListed {
  count: number;
  ids?: string[];
  /** Of a retention row: with the periods they came back in. */
  rows?: { id: string; periods: number[] }[];
  /** Of those who dropped: the last thing they did. */
  last?: { id: string; event: string; at: string }[];
}
