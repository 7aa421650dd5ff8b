/**
 * What the reader makes of source code today, by kind of code over all languages: the percentage
 * of the stated values that it reads (may only rise) and how many values it reads that are not the
 * text's (may only fall; 0 is the aim of every row). `VMX_MEASURE=1` prints the rows.
 */
export const CODE_RATES: Readonly<Record<string, Rate>> = {};

export interface Rate {
  /** Per cent, rounded down. */
  readonly recall: number;
  readonly wrong: number;
}

/** States that are read from code that sets none, by kind of code. May only fall. */
export const NEGATIVE_STATES: Readonly<Record<string, number>> = {};
