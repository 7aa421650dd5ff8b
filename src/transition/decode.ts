import {
  Decoder,
  DecoderError,
  DecoderOptions,
  Instruction,
  MemorySizeExt,
  Mnemonic,
  OpKind,
  Register,
  RegisterExt,
} from "iced-x86";
import { INSTRUCTIONS } from "./instructions/index.ts";
import { Unsupported } from "./machine/faults.ts";
import type { CodeSize } from "./machine/types.ts";
import {
  CONTROL,
  DEBUG,
  HIGH_BYTE,
  IMMEDIATE,
  MEMORY,
  Operation,
  OTHER,
  prefixes,
  REGISTER,
  SEGMENT,
} from "./operation.ts";
import type { OperandKind } from "./operation.ts";

/** From bytes to an `Operation`, by iced-x86. */

interface RegisterInfo {
  readonly kind: OperandKind;
  readonly number: number;
  readonly size: number;
}

const registers = new Map<Register, RegisterInfo>();

function infoOf(register: Register): RegisterInfo {
  let info = registers.get(register);
  if (info === undefined) {
    info = classify(register);
    registers.set(register, info);
  }
  return info;
}

function classify(register: Register): RegisterInfo {
  const size = RegisterExt.size(register);
  if (register >= Register.AH && register <= Register.BH) {
    return { kind: HIGH_BYTE, number: register - Register.AH, size };
  }
  if (RegisterExt.isGPR(register)) {
    return { kind: REGISTER, number: RegisterExt.number(RegisterExt.fullRegister(register)), size };
  }
  const number = RegisterExt.number(register);
  if (RegisterExt.isSegmentRegister(register)) return { kind: SEGMENT, number, size: 2 };
  if (RegisterExt.isCR(register)) return { kind: CONTROL, number, size };
  if (RegisterExt.isDR(register)) return { kind: DEBUG, number, size };
  return { kind: OTHER, number, size };
}

/** One instruction object for all decoding: iced-x86's are not collected. */
let shared: Instruction | undefined;

/** Why there is no instruction: not one at all, or one that needs more bytes. */
export type Undecodable = "invalid" | "short";

/**
 * Decodes the instruction at the start of some bytes.
 *
 * @param bytes up to 15
 */
export function decode(bytes: Uint8Array, codeSize: CodeSize): Operation | Undecodable {
  const instruction = (shared ??= new Instruction());
  const decoder = new Decoder(codeSize, bytes, DecoderOptions.None);
  // At address 0, so that a branch target is the length plus the distance.
  decoder.ip = 0n;
  decoder.decodeOut(instruction);
  const error = decoder.lastError;
  decoder.free();
  if (error === DecoderError.NoMoreBytes) return "short";
  if (error !== DecoderError.None) return "invalid";
  const operation = new Operation(bytes.slice(0, instruction.length), codeSize);
  describeOperation(operation, instruction);
  const choice = INSTRUCTIONS.get(operation.mnemonic);
  const isKnown =
    operation.kind0 !== OTHER && operation.kind1 !== OTHER && operation.kind2 !== OTHER;
  const chosen = isKnown ? choice?.(operation) : undefined;
  if (chosen === undefined) {
    operation.run = (): never => {
      throw new Unsupported("not emulated");
    };
  } else if (typeof chosen === "function") {
    operation.run = chosen;
  } else {
    operation.run = chosen.run;
    operation.preview = chosen.preview;
  }
  return operation;
}

function describeOperation(operation: Operation, instruction: Instruction): void {
  const { codeSize } = operation;
  operation.mnemonic = Mnemonic[instruction.mnemonic];
  const prefix = prefixes(operation.raw, codeSize);
  operation.operandSize =
    (prefix.rex & 8) !== 0 ? 64 : (codeSize === 16) === prefix.operand ? 32 : 16;
  operation.addressSize =
    codeSize === 64 ? (prefix.address ? 32 : 64) : (codeSize === 16) === prefix.address ? 32 : 16;
  operation.stackChange = instruction.stackPointerIncrement;
  const count = Math.min(instruction.opCount, 3);
  for (let index = 0; index < count; index++) {
    const operand = readOperand(operation, instruction, index);
    if (operand === undefined) continue;
    if (index === 0) {
      [operation.kind0, operation.register0, operation.size0] = operand;
    } else if (index === 1) {
      [operation.kind1, operation.register1, operation.size1] = operand;
    } else {
      [operation.kind2, operation.register2, operation.size2] = operand;
    }
  }
  if (instruction.opCount > 3) operation.kind2 = OTHER;
}

type Operand = [OperandKind, number, number];

/** Kind, register and size of an operand; what else it says goes into the operation. */
function readOperand(
  operation: Operation,
  instruction: Instruction,
  index: number,
): Operand | undefined {
  const kind = instruction.opKind(index);
  switch (kind) {
    case OpKind.Register: {
      const info = infoOf(instruction.opRegister(index));
      return [info.kind, info.number, info.size];
    }
    case OpKind.NearBranch16:
    case OpKind.NearBranch32:
    case OpKind.NearBranch64: {
      const width = kind === OpKind.NearBranch16 ? 16 : kind === OpKind.NearBranch32 ? 32 : 64;
      const distance = instruction.nearBranchTarget - BigInt(operation.length);
      operation.relative = Number(BigInt.asIntN(width, distance));
      return undefined;
    }
    case OpKind.FarBranch16:
    case OpKind.FarBranch32:
      operation.isFar = true;
      operation.farSelector = instruction.farBranchSelector;
      operation.farOffset = BigInt(
        (kind === OpKind.FarBranch16 ? instruction.farBranch16 : instruction.farBranch32) >>> 0,
      );
      return undefined;
    case OpKind.MemorySegSI:
    case OpKind.MemorySegESI:
    case OpKind.MemorySegRSI:
      operation.isString = true;
      operation.segment = infoOf(instruction.memorySegment).number;
      readRepeat(operation, instruction);
      return undefined;
    case OpKind.MemorySegDI:
    case OpKind.MemorySegEDI:
    case OpKind.MemorySegRDI:
      return [OTHER, 0, 0];
    case OpKind.MemoryESDI:
    case OpKind.MemoryESEDI:
    case OpKind.MemoryESRDI:
      operation.isString = true;
      readRepeat(operation, instruction);
      return undefined;
    case OpKind.Memory:
      return readMemory(operation, instruction);
    default:
      return readImmediate(operation, instruction, index);
  }
}

function readRepeat(operation: Operation, instruction: Instruction): void {
  operation.repeat = instruction.hasRepnePrefix ? 2 : instruction.hasRepPrefix ? 1 : 0;
}

/** Far pointers in memory are operands of JMP and CALL only. */
const isFarPointer = (operation: Operation): boolean => {
  const name = operation.opcode.name;
  return name === "FF /3" || name === "FF /5";
};

function readMemory(operation: Operation, instruction: Instruction): Operand {
  const size = MemorySizeExt.size(instruction.memorySize);
  operation.segment = infoOf(instruction.memorySegment).number;
  const base = instruction.memoryBase;
  const index = instruction.memoryIndex;
  const width = operation.addressSize;
  let displacement = BigInt.asIntN(width, instruction.memoryDisplacement);
  if (base === Register.RIP || base === Register.EIP) {
    operation.ripRelative = true;
    displacement = BigInt.asIntN(width, displacement - BigInt(operation.length));
  } else if (base !== Register.None) {
    operation.base = infoOf(base).number;
  }
  if (index !== Register.None) operation.index = infoOf(index).number;
  operation.scale = instruction.memoryIndexScale;
  operation.displacement = Number(displacement);
  operation.isFar = isFarPointer(operation);
  return [MEMORY, 0, size];
}

function readImmediate(operation: Operation, instruction: Instruction, index: number): Operand {
  const value = instruction.immediate(index);
  if (instruction.opKind(index) === OpKind.Immediate8_2nd) {
    operation.firstImmediate = operation.immediate;
  }
  const size = index === 0 ? Math.max(-operation.stackChange, 4) : operation.size0 || 4;
  operation.immediate64 = BigInt.asUintN(64, value);
  operation.immediate = Number(BigInt.asUintN(8 * Math.min(size, 4), value));
  return [IMMEDIATE, 0, size];
}
