/**
 * Names that most programs take from the same few headers. The definitions of a text win over them.
 */

const bits = (prefixes: readonly string[], names: Readonly<Record<string, number>>) =>
  Object.entries(names).flatMap(([name, bit]) =>
    prefixes.flatMap((prefix): [string, bigint][] => [
      [`${prefix}${name}`, 1n << BigInt(bit)],
      [`${prefix}${name}_BIT`, BigInt(bit)],
    ]),
  );

const CR0 = { PE: 0, MP: 1, EM: 2, TS: 3, ET: 4, NE: 5, WP: 16, AM: 18, NW: 29, CD: 30, PG: 31 };
const CR4 = {
  ...{ VME: 0, PVI: 1, TSD: 2, DE: 3, PSE: 4, PAE: 5, MCE: 6, PGE: 7, PCE: 8, OSFXSR: 9 },
  ...{ OSXMMEXCPT: 10, UMIP: 11, LA57: 12, VMXE: 13, SMXE: 14, FSGSBASE: 16, PCIDE: 17 },
  ...{ OSXSAVE: 18, SMEP: 20, SMAP: 21, PKE: 22, CET: 23 },
};
const EFER = { SCE: 0, LME: 8, LMA: 10, NX: 11, NXE: 11 };
const RFLAGS = {
  ...{ CF: 0, FIXED: 1, PF: 2, AF: 4, ZF: 6, SF: 7, TF: 8, IF: 9, DF: 10, OF: 11, NT: 14, RF: 16 },
  ...{ VM: 17, AC: 18, VIF: 19, VIP: 20, ID: 21 },
};

/** Values of constants by name. */
export const PUBLIC_NAMES: ReadonlyMap<string, bigint> = new Map<string, bigint>([
  ...bits(["X86_CR0_", "CR0_"], CR0),
  ...bits(["X86_CR4_", "CR4_"], CR4),
  ...bits(["EFER_"], EFER),
  ...bits(["X86_EFLAGS_", "EFLAGS_", "RFLAGS_", "X86_RFLAGS_"], RFLAGS),
  ["_EFER_LME", 8n],
  ["_EFER_LMA", 10n],
  ["_EFER_NX", 11n],
]);

/** The largest numbers, by their types. */
export const LARGEST: ReadonlyMap<string, bigint> = new Map<string, bigint>(
  Object.entries({
    8: ["UINT8_MAX", "U8_MAX", "MaxUint8", "u8::MAX"],
    16: ["UINT16_MAX", "U16_MAX", "USHRT_MAX", "MaxUint16", "u16::MAX", "MAXUSHORT"],
    32: ["UINT32_MAX", "U32_MAX", "UINT_MAX", "MaxUint32", "u32::MAX", "MAXUINT32", "MAXDWORD"],
    64: [
      ...["UINT64_MAX", "U64_MAX", "ULLONG_MAX", "MaxUint64", "u64::MAX", "MAXUINT64"],
      ...["usize::MAX", "MAXULONG64", "ULONG64_MAX"],
    ],
  }).flatMap(([width, names]) =>
    names.map((name): [string, bigint] => [name, (1n << BigInt(width)) - 1n]),
  ),
);
