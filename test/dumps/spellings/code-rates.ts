/**
 * What the reader makes of source code today, by kind of code over all languages: the percentage
 * of the stated values that it reads (may only rise) and how many values it reads that are not the
 * text's (may only fall; 0 is the aim of every row). `VMX_MEASURE=1` prints the rows.
 */
export const CODE_RATES: Readonly<Record<string, Rate>> = {
  calls: { recall: 97, wrong: 0 },
  expressions: { recall: 97, wrong: 1 },
  constants: { recall: 75, wrong: 3 },
  variables: { recall: 76, wrong: 0 },
  reused: { recall: 86, wrong: 0 },
  scopes: { recall: 92, wrong: 0 },
  overwritten: { recall: 99, wrong: 3 },
  halves: { recall: 96, wrong: 0 },
  "own-encodings": { recall: 64, wrong: 0 },
  commented: { recall: 98, wrong: 39 },
  diff: { recall: 83, wrong: 0 },
  table: { recall: 60, wrong: 0 },
  conditional: { recall: 95, wrong: 0 },
  "record-assignments": { recall: 99, wrong: 1 },
  "record-literals": { recall: 99, wrong: 0 },
  "record-copies": { recall: 51, wrong: 0 },
  "record-fields": { recall: 98, wrong: 0 },
  "record-absent": { recall: 99, wrong: 0 },
  straight: { recall: 64, wrong: 0 },
  kept: { recall: 58, wrong: 58 },
  equates: { recall: 76, wrong: 0 },
  macros: { recall: 14, wrong: 0 },
  "unknowable-values": { recall: 96, wrong: 2 },
  "unknowable-partly": { recall: 96, wrong: 1 },
  "unknowable-branched-variable": { recall: 91, wrong: 3 },
  "unknowable-looped-variable": { recall: 97, wrong: 25 },
  "unknowable-other-file": { recall: 78, wrong: 5 },
  "unknowable-branches": { recall: 97, wrong: 0 },
  "unknowable-functions": { recall: 99, wrong: 24 },
  "unknowable-replaced": { recall: 100, wrong: 6 },
  "unknowable-half-only": { recall: 97, wrong: 0 },
  "unknowable-parameters": { recall: 98, wrong: 0 },
  "unknowable-compound": { recall: 97, wrong: 0 },
  "unknowable-registers": { recall: 76, wrong: 0 },
};

export interface Rate {
  /** Per cent, rounded down. */
  readonly recall: number;
  readonly wrong: number;
}

/** States that are read from code that sets none, by kind of code. May only fall. */
export const NEGATIVE_STATES: Readonly<Record<string, number>> = {
  "negative-switches": 2,
  "negative-threads": 3,
  "negative-debuggers": 16,
};
