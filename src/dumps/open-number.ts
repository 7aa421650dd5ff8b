/**
 * Numbers without a fixed width at the end of a line. Nothing in them shows that digits are
 * missing, so they are believed only if a line end follows and the next line is not the rest.
 */
import { type FieldValue, type Reading, emptyReading } from "./format.ts";

/** How a number ends: by the text around it, or (for one at the end of a line) whether it may be cut. */
export function endOfNumber(
  text: string,
  end: number,
  terminated: boolean,
): "whole" | "cut" | "open" {
  if (end < text.length) return "whole";
  return terminated ? "open" : "cut";
}

/**
 * The reading of a line that ends with a number: kept, but open, so that a next line of nothing
 * but digits can still prove that the number was cut.
 */
export function numberAtEnd(value: FieldValue | undefined, terminated: boolean): Reading {
  const reading: Reading = { ...emptyReading(), rest: "open" };
  if (value === undefined) return reading;
  return terminated ? { ...reading, values: [value] } : cutNumber(value.path, value.at);
}

/** The reading of a line whose number is not all there. */
export function cutNumber(path: string, at: number): Reading {
  const text = `${path} may have been cut in the middle of its number; it is not read`;
  return { ...emptyReading(), warnings: [{ text, at }] };
}
