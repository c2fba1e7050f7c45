import type { ChangeCause } from "#core/audience.ts";
import type { Names } from "#core/automation-sentence.ts";
import type { StoredCause } from "#automations/firing-store.ts";

const BECAUSE: Record<ChangeCause, string> = {
  event: "by an event",
  trait: "by a trait",
  time: "as time went by",
  merge: "when two people became one",
  unmerge: "when one person became two",
  first_compute: "and was there when it was switched on",
  correction: "found by a full recount",
};

/** Why an automation acted, in words. */
export function causeWords(cause: StoredCause, names: Pick<Names, "audience">): string {
  switch (cause.kind) {
    case "entered":
    case "left":
      return `${cause.kind} “${names.audience(cause.audience) ?? "an audience that was deleted"}” ${BECAUSE[cause.because]}`;
    case "event":
      return `did “${cause.name}”`;
    case "alert": {
      const before = cause.before === null ? "" : `, ${number(cause.before)} before`;
      return `the report said ${number(cause.value)} (${cause.label}${before})`;
    }
    case "schedule":
      return "it was time";
    case "operation":
      return cause.findings.map(({ says }) => says).join(" ");
    case "notice":
      return cause.subject;
  }
}

const number = (value: number): string => String(Math.round(value * 100) / 100);
