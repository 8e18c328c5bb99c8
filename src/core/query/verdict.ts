/** What is known of a record and a condition. An undecided record is no match, also under `not`. */
export const NO = 0;
export const YES = 1;
export const UNDECIDED = 2;
export type Verdict = typeof NO | typeof YES | typeof UNDECIDED;
