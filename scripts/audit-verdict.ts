import * as z from "zod";

/** As much of `npm audit --json` as is judged. */
export const AuditReport = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({
      severity: z.enum(["info", "low", "moderate", "high", "critical"]),
      /** Advisories of its own, and names of packages that it has them from. */
      via: z.array(z.union([z.string(), z.object({ url: z.string(), title: z.string() })])),
    }),
  ),
});
export type AuditReport = z.infer<typeof AuditReport>;

/** An advisory that somebody has read and found harmless here, for a while. */
export interface Allowed {
  /** https://github.com/advisories/GHSA-… */
  advisory: string;
  /** Why it can't be reached here. */
  reason: string;
  /** The last day (YYYY-MM-DD) on which that holds; then it is read again. */
  until: string;
}

export type Verdict =
  | { kind: "clean"; allowed: string[] }
  | { kind: "found"; findings: string[] }
  | { kind: "no answer"; reason: string };

/** What `npm audit` printed, judged; `today` is YYYY-MM-DD. */
export function verdictOf(printed: string, allowed: readonly Allowed[], today: string): Verdict {
  let json: unknown;
  try {
    json = JSON.parse(printed);
  } catch {
    return { kind: "no answer", reason: printed.trim().slice(0, 300) || "nothing was printed" };
  }
  const report = AuditReport.safeParse(json);
  if (!report.success) {
    const said = z.object({ message: z.string() }).safeParse(json);
    return { kind: "no answer", reason: said.success ? said.data.message : "the answer is no audit report" };
  }
  const holds = new Set(allowed.filter(({ until }) => until >= today).map(({ advisory }) => advisory));
  const known = new Set<string>();
  const findings = Object.entries(report.data.vulnerabilities).flatMap(([name, { severity, via }]) =>
    via.flatMap((one) => {
      if (typeof one === "string") return [];
      if (!holds.has(one.url)) return [`${name}: ${severity}: ${one.title} (${one.url})`];
      known.add(one.url);
      return [];
    }),
  );
  return findings.length > 0 ? { kind: "found", findings } : { kind: "clean", allowed: [...known] };
}
