/** The bytes themselves. */
import { DescriptorTableError, MAX_BYTES } from "./types.ts";

export const RAW = { name: "raw", description: "binary: the bytes of the table" } as const;

/** @throws DescriptorTableError unless they are a whole number of descriptors, and no more than fit */
export function wholeTable(input: Uint8Array): Uint8Array {
  const left = input.length % 8;
  if (input.length === 0) throw new DescriptorTableError("no descriptor table found");
  if (input.length > MAX_BYTES) {
    throw new DescriptorTableError(
      `${input.length} bytes of binary data: a descriptor table has at most ${MAX_BYTES}; cut it out`,
    );
  }
  if (left !== 0) {
    throw new DescriptorTableError(
      `${input.length} bytes: the last descriptor has ${left} of its 8 bytes`,
    );
  }
  return input;
}
