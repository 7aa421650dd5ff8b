import type { DataSegmentRegister } from "../../machine/types.ts";

/**
 * Instruction bytes as vmxassist's decoder looks at them: prefixes, opcode, ModRM. 16- and 32-bit
 * code only.
 */
export interface AssistOpcode {
  /** "EA", "0F 22", with the ModRM digit where it selects the operation: "FF /5". */
  readonly name: string;
  readonly modrm: number | undefined;
  /** ModRM names a register. */
  readonly register: boolean;
  /** Prefixes 66, 67 and F3. */
  readonly operandSize: boolean;
  readonly addressSize: boolean;
  readonly repeat: boolean;
  /** The last segment override. */
  readonly override: DataSegmentRegister | undefined;
  /** Second byte of a 32-bit effective address. */
  readonly sib: number | undefined;
}

const OVERRIDES: ReadonlyMap<number, DataSegmentRegister> = new Map([
  [0x26, "es"],
  [0x2e, "cs"],
  [0x36, "ss"],
  [0x3e, "ds"],
  [0x64, "fs"],
  [0x65, "gs"],
]);

/** Opcodes whose ModRM digit selects the operation. */
const GROUPS: ReadonlySet<string> = new Set([
  "80",
  "81",
  "83",
  "8F",
  "C0",
  "C1",
  "C6",
  "C7",
  "D0",
  "D1",
  "D2",
  "D3",
  "F6",
  "F7",
  "FE",
  "FF",
  "0F 00",
  "0F 01",
  "0F BA",
]);

/** One-byte opcodes with a ModRM byte: all of 00-3F but the last four of each eight, and these. */
const WITH_MODRM: ReadonlySet<number> = new Set([
  0x62, 0x63, 0x69, 0x6b, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b,
  0x8c, 0x8d, 0x8e, 0x8f, 0xc0, 0xc1, 0xc4, 0xc5, 0xc6, 0xc7, 0xd0, 0xd1, 0xd2, 0xd3, 0xf6, 0xf7,
  0xfe, 0xff,
]);
/** Two-byte opcodes without one, of those that occur in boot code. */
const WITHOUT_MODRM: ReadonlySet<number> = new Set([
  0x06, 0x08, 0x09, 0x0b, 0x30, 0x31, 0x32, 0xa0, 0xa1, 0xa2, 0xa8, 0xa9,
]);

/** @param hex the bytes of one instruction, two digits each */
export function assistOpcode(hex: string): AssistOpcode {
  const bytes = hex.match(/../g)?.map((digits) => Number.parseInt(digits, 16)) ?? [];
  let at = 0;
  let operandSize = false;
  let addressSize = false;
  let repeat = false;
  let override: DataSegmentRegister | undefined;
  for (; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const segment = OVERRIDES.get(byte);
    if (segment !== undefined) override = segment;
    else if (byte === 0x66) operandSize = true;
    else if (byte === 0x67) addressSize = true;
    else if (byte === 0xf3) repeat = true;
    else if (byte !== 0xf0 && byte !== 0xf2) break;
  }
  const first = bytes[at++] ?? 0;
  const second = first === 0x0f ? bytes[at++] : undefined;
  const hasModrm =
    second === undefined
      ? WITH_MODRM.has(first) || (first < 0x40 && (first & 7) < 4)
      : !WITHOUT_MODRM.has(second) && !(second >= 0x80 && second < 0x90);
  const modrm = hasModrm ? bytes[at++] : undefined;
  const code = second === undefined ? two(first) : `0F ${two(second)}`;
  const name = modrm !== undefined && GROUPS.has(code) ? `${code} /${(modrm >> 3) & 7}` : code;
  return {
    name,
    modrm,
    register: modrm !== undefined && modrm >= 0xc0,
    operandSize,
    addressSize,
    repeat,
    override,
    sib: modrm === undefined ? undefined : bytes[at],
  };
}

const two = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, "0");

/**
 * The segments a memory operand goes through: by the rules of the CPU, and by vmxassist, whose
 * 16-bit addressing forms forget that BP means SS.
 *
 * @param wide 32-bit addressing
 */
export function operandSegments(
  { modrm = 0xc0, override, sib = 0 }: AssistOpcode,
  wide: boolean,
): { readonly processor: DataSegmentRegister; readonly assist: DataSegmentRegister } | undefined {
  if (modrm >= 0xc0) return undefined;
  if (override !== undefined) return { processor: override, assist: override };
  const rm = modrm & 7;
  const mod = modrm >> 6;
  if (wide) {
    const base = rm === 4 ? sib & 7 : rm;
    const stack = base === 4 ? rm === 4 : base === 5 && mod !== 0;
    return stack ? { processor: "ss", assist: "ss" } : { processor: "ds", assist: "ds" };
  }
  const stack = rm === 2 || rm === 3 || (rm === 6 && mod !== 0);
  return { processor: stack ? "ss" : "ds", assist: "ds" };
}
