/** The way from zero events to a first funnel. */
export const FirstSteps = () => null;
