/** What the exchange JSON has room for, and where a processor keeps it. */
import { FIELDS, FURTHER_FIELDS, type FieldSpec } from "../generated/fields.ts";

/** Every field of the exchange JSON by its dotted path; `*` stands for the elements of a list. */
export const EXCHANGE_FIELDS: ReadonlyMap<string, FieldSpec> = new Map([
  ...FIELDS,
  ...FURTHER_FIELDS,
]);

function pathsBy(key: "encoding" | "msr"): ReadonlyMap<number, string> {
  const paths = new Map<number, string>();
  for (const [path, { [key]: number }] of EXCHANGE_FIELDS)
    if (number !== undefined) paths.set(number, path);
  return paths;
}

/** Encoding of a VMCS field, of its lower half if it has 64 bits -> path. */
export const VMCS_FIELDS: ReadonlyMap<number, string> = pathsBy("encoding");

/** Index of a capability MSR -> path of what it enumerates. */
export const CAPABILITY_MSRS: ReadonlyMap<number, string> = pathsBy("msr");
