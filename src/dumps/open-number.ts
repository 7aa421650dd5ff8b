/**
 * Numbers without a fixed width at the end of a line. Nothing in them shows that digits are
 * missing, so they are believed only if another line follows that is not their rest.
 */
import { type FieldValue, type Reading, emptyReading } from "./format.ts";

/**
 * The reading of a line that ends with such a number: kept, but open, so that a next line of
 * nothing but digits, or the end of the text, can still prove or suggest that it was cut.
 */
export function numberAtEnd(value: FieldValue | undefined, isWhole: boolean): Reading {
  const reading: Reading = { ...emptyReading(), rest: "open" };
  if (value === undefined) return reading;
  return isWhole ? { ...reading, values: [value] } : cutNumber(value.path, value.at);
}

/** The reading of a line whose number is not all there. */
export function cutNumber(path: string, at: number): Reading {
  const text = `${path} may have been cut in the middle of its number; it is not read`;
  return { ...emptyReading(), warnings: [{ text, at }] };
}
