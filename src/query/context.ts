import type { Calendar } from "#core/calendar.ts";

/** What every question is computed with besides itself and the people. */
export interface QuestionContext {
  /** What relative windows count from, ms. */
  now: number;
  /** Of the question's zone and week start. */
  calendar: Calendar;
}
