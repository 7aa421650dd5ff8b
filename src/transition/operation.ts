import { Formatter, FormatterSyntax, Decoder, DecoderOptions } from "iced-x86";
import type { Cached } from "./machine/memory.ts";
import type { Processor } from "./machine/processor.ts";
import type {
  CodeSize,
  DecodedInstruction,
  StepOk,
  SegmentLoad,
  FarTransfer,
} from "./machine/types.ts";

/** What executes an instruction. RIP is moved to `nextIp` by the caller. */
export type Handler = (processor: Processor, operation: Operation) => void;

/**
 * What an instruction would load, without loading it: for `Machine.peek`. Reads registers and
 * memory, checks nothing.
 */
export type Preview = (
  processor: Processor,
  operation: Operation,
) => { segmentLoads?: SegmentLoad[]; farTransfer?: FarTransfer };

/** Kinds of operands. */
export const NONE = 0;
/** General register; of one byte: its low byte. */
export const REGISTER = 1;
/** AH, CH, DH, BH. */
export const HIGH_BYTE = 2;
export const MEMORY = 3;
export const IMMEDIATE = 4;
export const SEGMENT = 5;
export const CONTROL = 6;
export const DEBUG = 7;
/** Something the machine has not: x87, MMX, SSE, mask registers, ... */
export const OTHER = 8;
export type OperandKind = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** An instruction, decoded once and executed often. */
export class Operation implements Cached {
  run: Handler = () => {
    throw new Error("an operation without handler");
  };
  preview: Preview | undefined = undefined;

  readonly length: number;
  readonly raw: Uint8Array;
  readonly codeSize: CodeSize;
  /** iced-x86's name. */
  mnemonic = "";
  /** Operand size and address size in bits, after prefixes. */
  operandSize: 16 | 32 | 64 = 16;
  addressSize: 16 | 32 | 64 = 16;

  kind0: OperandKind = NONE;
  kind1: OperandKind = NONE;
  kind2: OperandKind = NONE;
  /** Register numbers; of HIGH_BYTE the register whose second byte it is. */
  register0 = 0;
  register1 = 0;
  register2 = 0;
  /** Widths in bytes. */
  size0 = 0;
  size1 = 0;
  size2 = 0;
  /** The (last) immediate, of the width of the first operand, sign-extended to it, unsigned. */
  immediate = 0;
  immediate64 = 0n;
  /** ENTER has two; this is the first. */
  firstImmediate = 0;

  /** Memory operand: segment register, base and index (-1: none), RIP as base. */
  segment = 0;
  base = -1;
  index = -1;
  scale = 1;
  displacement = 0;
  ripRelative = false;

  /** Near branch: signed distance from the end of the instruction. */
  relative = 0;
  /** Far branch with immediate operand. */
  farSelector = 0;
  farOffset = 0n;
  /** Bytes by which the stack pointer changes (negative: pushes), 0 for far transfers. */
  stackChange = 0;
  /** 0, or F3 (1) or F2 (2) before a string instruction. */
  repeat: 0 | 1 | 2 = 0;
  /** Far JMP or CALL. */
  isFar = false;
  /** String instruction. */
  isString = false;

  /** The last result of `step` without events, and where the instruction was. */
  plain: StepOk | undefined = undefined;
  plainAddress = 0;
  plainIp = 0;

  #form: string | undefined = undefined;

  constructor(raw: Uint8Array, codeSize: CodeSize) {
    this.raw = raw;
    this.length = raw.length;
    this.codeSize = codeSize;
  }

  get form(): string {
    return (this.#form ??= formOf(this.opcode));
  }

  get opcode(): Opcode {
    return readOpcode(this.raw, this.codeSize);
  }
}

/** The opcode of an instruction as its bytes say it. */
export interface Opcode {
  readonly name: string;
  readonly modrm: number | undefined;
}

const LEGACY_PREFIXES = new Set([0xf0, 0xf2, 0xf3, 0x2e, 0x36, 0x3e, 0x26, 0x64, 0x65, 0x66, 0x67]);
/** One-byte opcodes whose ModRM reg field is part of the opcode. */
const GROUPS = new Set([
  0x80, 0x81, 0x82, 0x83, 0x8f, 0xc0, 0xc1, 0xc6, 0xc7, 0xd0, 0xd1, 0xd2, 0xd3, 0xf6, 0xf7, 0xfe,
  0xff,
]);
/** The same after 0F. */
const GROUPS_0F = new Set([0x00, 0x01, 0x18, 0x71, 0x72, 0x73, 0xae, 0xba, 0xc7]);
/** One-byte opcodes with ModRM besides the groups; 0F opcodes without it. */
const hasModrm = (byte: number): boolean =>
  (byte < 0x40 && (byte & 7) < 4) ||
  (byte >= 0x84 && byte <= 0x8f) ||
  [0x62, 0x63, 0x69, 0x6b, 0xc4, 0xc5].includes(byte) ||
  (byte >= 0xd8 && byte <= 0xdf) ||
  GROUPS.has(byte);
const hasModrm0F = (byte: number): boolean =>
  !(
    (byte >= 0x04 && byte <= 0x0b) ||
    (byte >= 0x30 && byte <= 0x37) ||
    (byte >= 0x80 && byte <= 0x8f) ||
    [0xa0, 0xa1, 0xa2, 0xa8, 0xa9, 0xaa].includes(byte) ||
    (byte >= 0xc8 && byte <= 0xcf)
  );

/** Number of prefix bytes, and the REX prefix. */
export function prefixes(
  raw: Uint8Array,
  codeSize: CodeSize,
): { count: number; rex: number; operand: boolean; address: boolean } {
  let count = 0;
  let operand = false;
  let address = false;
  for (let byte = raw[0]; byte !== undefined && LEGACY_PREFIXES.has(byte); byte = raw[count]) {
    operand ||= byte === 0x66;
    address ||= byte === 0x67;
    count += 1;
  }
  const next = raw[count] ?? 0;
  const isRex = codeSize === 64 && (next & 0xf0) === 0x40;
  return { count: count + (isRex ? 1 : 0), rex: isRex ? next : 0, operand, address };
}

const hex2 = (byte: number): string => byte.toString(16).toUpperCase().padStart(2, "0");

function readOpcode(raw: Uint8Array, codeSize: CodeSize): Opcode {
  let at = prefixes(raw, codeSize).count;
  const first = raw[at++] ?? 0;
  if (first !== 0x0f) {
    const modrm = hasModrm(first) ? raw[at] : undefined;
    const digit = GROUPS.has(first) && modrm !== undefined ? ` /${(modrm >> 3) & 7}` : "";
    return { name: hex2(first) + digit, modrm };
  }
  const second = raw[at++] ?? 0;
  const modrm = hasModrm0F(second) ? raw[at] : undefined;
  const digit = GROUPS_0F.has(second) && modrm !== undefined ? ` /${(modrm >> 3) & 7}` : "";
  return { name: `0F ${hex2(second)}${digit}`, modrm };
}

const operandOf = (modrm: number | undefined): "register" | "memory" | undefined =>
  modrm === undefined ? undefined : modrm >= 0xc0 ? "register" : "memory";

function formOf({ name, modrm }: Opcode): string {
  return name === "8E" ? `8E ${operandOf(modrm) ?? ""}` : name;
}

let formatter: Formatter | undefined;

function format(raw: Uint8Array, codeSize: CodeSize, ip: bigint): string {
  if (formatter === undefined) {
    formatter = new Formatter(FormatterSyntax.Nasm);
    formatter.hexPrefix = "0x";
    formatter.hexSuffix = "";
    formatter.uppercaseHex = false;
    formatter.spaceAfterOperandSeparator = true;
  }
  const decoder = new Decoder(codeSize, raw, DecoderOptions.None);
  decoder.ip = ip;
  const instruction = decoder.decode();
  const text = formatter.format(instruction);
  instruction.free();
  decoder.free();
  return text;
}

/** The public face of an operation: everything is worked out when asked for. */
class Description implements DecodedInstruction {
  readonly address: bigint;
  readonly #ip: bigint;
  readonly #operation: Operation;
  #text: string | undefined = undefined;

  constructor(operation: Operation, address: bigint, ip: bigint) {
    this.#operation = operation;
    this.address = address;
    this.#ip = ip;
  }

  get length(): number {
    return this.#operation.length;
  }
  get codeSize(): CodeSize {
    return this.#operation.codeSize;
  }
  get bytes(): string {
    return Array.from(this.#operation.raw, (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  get text(): string {
    return (this.#text ??= format(this.#operation.raw, this.#operation.codeSize, this.#ip));
  }
  get mnemonic(): string {
    return this.#operation.mnemonic;
  }
  get opcode(): string {
    return this.#operation.opcode.name;
  }
  get form(): string {
    return this.#operation.form;
  }
  get modrm(): "register" | "memory" | undefined {
    return operandOf(this.#operation.opcode.modrm);
  }
  get operandSize(): 16 | 32 | 64 {
    return this.#operation.operandSize;
  }
  get addressSize(): 16 | 32 | 64 {
    return this.#operation.addressSize;
  }
  toJSON(): Record<string, unknown> {
    const { length, codeSize, bytes, text, mnemonic, opcode, form, modrm } = this;
    const address = `0x${this.address.toString(16)}`;
    const { operandSize, addressSize } = this;
    return {
      ...{ address, length, codeSize, bytes, text, mnemonic, opcode, form, modrm },
      ...{ operandSize, addressSize },
    };
  }
}

/** @param address linear address, @param ip RIP */
export function describe(operation: Operation, address: bigint, ip: bigint): DecodedInstruction {
  return new Description(operation, address, ip);
}
