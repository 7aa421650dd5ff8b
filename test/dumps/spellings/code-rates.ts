/**
 * What the reader makes of source code today, by kind of code over all languages: the percentage
 * of the stated values that it reads (may only rise) and how many values it reads that are not the
 * text's (may only fall; 0 is the aim of every row). `VMX_MEASURE=1` prints the rows.
 */
export const CODE_RATES: Readonly<Record<string, Rate>> = {
  calls: { recall: 99, wrong: 0 },
  expressions: { recall: 98, wrong: 0 },
  constants: { recall: 98, wrong: 0 },
  variables: { recall: 100, wrong: 0 },
  reused: { recall: 100, wrong: 0 },
  scopes: { recall: 99, wrong: 0 },
  overwritten: { recall: 100, wrong: 0 },
  halves: { recall: 100, wrong: 0 },
  "own-encodings": { recall: 92, wrong: 0 },
  commented: { recall: 99, wrong: 0 },
  diff: { recall: 96, wrong: 0 },
  table: { recall: 94, wrong: 0 },
  conditional: { recall: 98, wrong: 0 },
  "record-assignments": { recall: 99, wrong: 1 },
  "record-literals": { recall: 99, wrong: 0 },
  "record-copies": { recall: 83, wrong: 0 },
  "record-fields": { recall: 98, wrong: 0 },
  "record-absent": { recall: 100, wrong: 0 },
  straight: { recall: 100, wrong: 0 },
  kept: { recall: 99, wrong: 0 },
  equates: { recall: 99, wrong: 0 },
  macros: { recall: 90, wrong: 0 },
  "unknowable-values": { recall: 100, wrong: 0 },
  "unknowable-partly": { recall: 100, wrong: 0 },
  "unknowable-branched-variable": { recall: 93, wrong: 0 },
  "unknowable-looped-variable": { recall: 99, wrong: 0 },
  "unknowable-other-file": { recall: 100, wrong: 0 },
  "unknowable-branches": { recall: 99, wrong: 0 },
  "unknowable-functions": { recall: 99, wrong: 0 },
  "unknowable-replaced": { recall: 100, wrong: 0 },
  "unknowable-half-only": { recall: 100, wrong: 0 },
  "unknowable-parameters": { recall: 100, wrong: 0 },
  "unknowable-compound": { recall: 99, wrong: 0 },
  "unknowable-registers": { recall: 99, wrong: 0 },
};

export interface Rate {
  /** Per cent, rounded down. */
  readonly recall: number;
  readonly wrong: number;
}

/** States that are read from code that sets none, by kind of code. May only fall. */
export const NEGATIVE_STATES: Readonly<Record<string, number>> = {
};
