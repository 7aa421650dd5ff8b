/** From the bytes of a structure to a candidate state. */
import { Draft } from "../draft.ts";
import { type DumpFormat, emptyReading } from "../format.ts";
import type { KnownText, Origin, ParsedDump } from "../types.ts";
import type { BinaryFormat, BinaryReading } from "./format.ts";
import { hvEnlightenedVmcs } from "./hv-enlightened-vmcs.ts";
import { kvmNestedState, vmcs12 } from "./kvm-nested.ts";
import { kvmSregs, kvmSregs2 } from "./kvm-sregs.ts";
import { readField } from "./layout.ts";

export { type WrittenFormat, type WrittenState, WRITTEN_FORMATS, writeBinary } from "./write.ts";

/** No two of them match the same bytes. */
const FORMATS: readonly BinaryFormat[] = [
  kvmSregs,
  kvmSregs2,
  vmcs12,
  kvmNestedState,
  hvEnlightenedVmcs,
];

/** Binary formats by the names people use for them, with a line about each. */
export const binaryFormats: readonly Pick<BinaryFormat, "name" | "view" | "description">[] =
  FORMATS.map(({ name, view, description }) => ({ name, view, description }));

/** What bytes hold: one state, or a structure without one, or, with the reason, neither. */
export type ParsedBinary =
  { readonly dump: ParsedDump } | { readonly known: KnownText } | { readonly objection: string };

/**
 * Reads the bytes of a structure; its format is detected where chance cannot be mistaken for it.
 *
 * @param format one of {@link binaryFormats}, for bytes that do not prove what they are
 * @throws RangeError if `format` names no binary format
 */
export function parseBinary(bytes: Uint8Array, format?: string): ParsedBinary {
  const found =
    format === undefined ? FORMATS.find((one) => one.matches(bytes)) : formatNamed(format);
  if (found === undefined) return { objection: objectionToUnknown(bytes) };
  const objection = found.objection(bytes);
  if (objection !== undefined) return { objection: `no ${found.name}: ${objection}` };
  const reading = found.read(bytes);
  if (reading.known !== undefined) return { known: { ...reading.known, line: 1 } };
  const dump = dumpOf(found, reading, bytes);
  return dump === undefined ? { objection: `no ${found.name}: it has no values` } : { dump };
}

function formatNamed(name: string): BinaryFormat {
  const found = FORMATS.find((candidate) => candidate.name === name);
  if (found !== undefined) return found;
  const names = FORMATS.map((candidate) => candidate.name).join(", ");
  throw new RangeError(`unknown binary format "${name}"; known are ${names}`);
}

/** Regions that the processor keeps a VMCS in. */
const REGION_SIZES: ReadonlySet<number> = new Set([1024, 2048, 4096]);

function objectionToUnknown(bytes: Uint8Array): string {
  const sizes = FORMATS.map(({ name, sizes: words }) => `${name} (${words})`).join(", ");
  const general = `none of ${sizes}; a descriptor table is read by \`vmx-preflight gdt\``;
  if (!REGION_SIZES.has(bytes.length)) return general;
  return `${general}. (The VMCS region of a processor cannot be read: only its first 8 bytes are documented, the places of the fields differ from model to model, and the newest values may be inside the processor. Read the fields with VMREAD.)`;
}

function dumpOf(
  format: BinaryFormat,
  { fields, base, notes, failure }: BinaryReading,
  bytes: Uint8Array,
): ParsedDump | undefined {
  const { name, view, description, settle } = format;
  const described: DumpFormat = {
    ...{ name, view, description, open: () => () => undefined },
    ...(settle && { settle }),
  };
  const draft = new Draft(described, 1);
  const places = new Map(
    fields.map(({ offset, size }): [number, Origin] => {
      const at = base + offset;
      const printed = Array.from(bytes.subarray(at, at + size), (byte) =>
        byte.toString(16).padStart(2, "0"),
      );
      return [at, { line: 1, text: `byte 0x${at.toString(16)}: ${printed.join(" ")}` }];
    }),
  );
  const values = fields.map((field) => ({
    path: field.path,
    value: readField(bytes, field, base),
    at: base + field.offset,
  }));
  const reading = { ...emptyReading(), values, notes: [...notes], ...(failure && { failure }) };
  draft.add(reading, (at) => places.get(at) ?? { line: 1, text: "" });
  return draft.finish();
}
