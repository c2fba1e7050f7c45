import { Select } from "@mantine/core";

const DAYS = [30, 90, 180, 365, 730, 1_095, 1_825];

/** `1 year`, `90 days` */
export const daysText = (days: number): string => {
  const years = days / 365;
  if (Number.isInteger(years)) return years === 1 ? "1 year" : `${years} years`;
  return days === 1 ? "1 day" : `${days} days`;
};

/** A number of days to choose, or none. */
export function DaysSelect({
  label,
  description,
  none,
  inherited,
  value,
  isBusy,
  onChange,
}: {
  label: string;
  description?: string;
  /** What null is called. */
  none: string;
  /** What undefined is called, where it can be chosen. */
  inherited?: string;
  value: number | null | undefined;
  isBusy: boolean;
  onChange: (days: number | null | undefined) => void;
}) {
  const days = typeof value !== "number" || DAYS.includes(value) ? DAYS : [...DAYS, value].toSorted((a, b) => a - b);
  return (
    <Select
      label={label}
      description={description}
      allowDeselect={false}
      maw={420}
      disabled={isBusy}
      data={[
        ...(inherited === undefined ? [] : [{ value: "inherited", label: inherited }]),
        { value: "", label: none },
        ...days.map((of) => ({ value: String(of), label: daysText(of) })),
      ]}
      value={value === undefined ? "inherited" : value === null ? "" : String(value)}
      onChange={(next) => {
        const chosen = next === "inherited" ? undefined : next === null || next === "" ? null : Number(next);
        if (chosen !== value) onChange(chosen);
      }}
    />
  );
}
