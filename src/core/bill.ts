/** One thing that Cloudflare bills. */
export interface BillLine {
  what: string;
  unit: string;
  quantity: number;
  /** False: reckoned from what was counted. */
  counted: boolean;
  /** Dollars at list price, nothing included. */
  listPrice: number;
  /** Dollars above what an account's plan includes, were this its only deployment. */
  aboveIncluded: number;
}

/** What a month costs, in dollars. */
export interface Bill {
  lines: BillLine[];
  listPrice: number;
  aboveIncluded: number;
}
