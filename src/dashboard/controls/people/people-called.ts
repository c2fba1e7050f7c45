import { NAME_TRAITS } from "#core/report/person-name.ts";
import type { Asked } from "#dashboard/api/answer.ts";

const LOOKED_IN = ["email", ...NAME_TRAITS, "username"];
const SHORTEST = 2;

/** The question for people with these letters in their name or address; null where there are too few letters. */
export const peopleCalled = (text: string): Asked | null =>
  text.length < SHORTEST
    ? null
    : { kind: "cohort", where: { or: LOOKED_IN.map((person) => ({ person, op: "contains", value: text })) } };
