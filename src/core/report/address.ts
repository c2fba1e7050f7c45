/** Where a question of each kind is shown. */
export const SCREEN_OF = {
  segmentation: "/segmentation",
  funnel: "/funnels",
  retention: "/retention",
  cohort: "/people",
} as const;

/** The address of a question on its screen, from the root of the dashboard: it holds the question as the API takes it. */
export const addressOf = (question: { kind: keyof typeof SCREEN_OF; [field: string]: unknown }): string =>
  `${SCREEN_OF[question.kind]}?${new URLSearchParams({ q: JSON.stringify(question) }).toString()}`;
