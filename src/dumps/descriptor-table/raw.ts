/** The bytes themselves. */
import { DescriptorTableError, MAX_BYTES, type TableBytes } from "./types.ts";

export const RAW = { name: "raw", description: "binary: the bytes of the table" } as const;

/** @throws DescriptorTableError for more bytes than a table can have */
export function readRaw(input: Uint8Array): TableBytes {
  if (input.length > MAX_BYTES) {
    throw new DescriptorTableError(
      `${input.length} bytes of binary data: a descriptor table has at most ${MAX_BYTES}; cut it out`,
    );
  }
  return { bytes: Array.from(input), lines: [], warnings: [] };
}
