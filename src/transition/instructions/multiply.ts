import { AF, ARITHMETIC, CF, OF, PF, RAX, RDX, SF, ZF } from "../machine/bits.ts";
import { divideError } from "../machine/faults.ts";
import type { Processor } from "../machine/processor.ts";
import { IMMEDIATE, NONE } from "../operation.ts";
import type { Operation } from "../operation.ts";
import { get0, get0wide, get1, get1wide, getRegister, setRegister } from "./operands.ts";
import type { Choice, Family } from "./operands.ts";

/** MUL, IMUL, DIV, IDIV: on bigints, whatever the width; boot code multiplies rarely. */

const first = (p: Processor, o: Operation): bigint =>
  o.size0 === 8 ? get0wide(p, o) : BigInt(get0(p, o));
const second = (p: Processor, o: Operation): bigint =>
  o.size1 === 8 ? get1wide(p, o) : BigInt(get1(p, o));

/** The accumulator pair: AX, DX:AX, EDX:EAX or RDX:RAX, by the size of the operand. */
function readPair(p: Processor, size: number): bigint {
  if (size === 1) return BigInt(p.g16[RAX * 4] ?? 0);
  if (size === 8) return (p.g64[RAX] ?? 0n) | ((p.g64[RDX] ?? 0n) << 64n);
  const low = BigInt(getRegister(p, 1, RAX, size));
  return low | (BigInt(getRegister(p, 1, RDX, size)) << BigInt(size * 8));
}

function writeHalves(p: Processor, size: number, low: bigint, high: bigint): void {
  if (size === 1) {
    p.g8[RAX * 8] = Number(low);
    p.g8[RAX * 8 + 1] = Number(high);
  } else if (size === 8) {
    p.g64[RAX] = low;
    p.g64[RDX] = high;
  } else {
    setRegister(p, 1, RAX, size, Number(low));
    setRegister(p, 1, RDX, size, Number(high));
  }
}

/** CF and OF say that the product does not fit; the others are undefined and stay. */
function productFlags(p: Processor, fits: boolean): void {
  p.flags = (p.flags & ~(CF | OF)) | (fits ? 0 : CF | OF);
  p.undefinedFlags = SF | ZF | AF | PF;
}

const accumulator = (p: Processor, size: number): bigint =>
  size === 8 ? (p.g64[RAX] ?? 0n) : BigInt(getRegister(p, 1, RAX, size));

const viewOf =
  (signed: boolean) =>
  (width: number, value: bigint): bigint =>
    signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value);

const widening =
  (signed: boolean): Choice =>
  ({ size0 }) => {
    const width = size0 * 8;
    const view = viewOf(signed);
    return (p, o) => {
      const product = view(width, accumulator(p, size0)) * view(width, first(p, o));
      const low = BigInt.asUintN(width, product);
      writeHalves(p, size0, low, BigInt.asUintN(width, product >> BigInt(width)));
      productFlags(p, view(width, product) === product);
    };
  };

/** IMUL with two or three operands. */
const truncating: Choice = ({ size0, kind2 }) => {
  const width = size0 * 8;
  return (p, o) => {
    const a = kind2 === IMMEDIATE ? o.immediate64 : first(p, o);
    const product = BigInt.asIntN(width, a) * BigInt.asIntN(width, second(p, o));
    const result = BigInt.asUintN(width, product);
    if (size0 === 8) p.g64[o.register0] = result;
    else setRegister(p, o.kind0, o.register0, size0, Number(result));
    productFlags(p, BigInt.asIntN(width, product) === product);
  };
};

const dividing =
  (signed: boolean): Choice =>
  ({ size0 }) => {
    const width = size0 * 8;
    const view = viewOf(signed);
    return (p, o) => {
      const divisor = view(width, first(p, o));
      if (divisor === 0n) throw divideError("division by 0");
      const dividend = view(2 * width, readPair(p, size0));
      const quotient = dividend / divisor;
      if (view(width, quotient) !== quotient) throw divideError("the quotient does not fit");
      const remainder = dividend % divisor;
      writeHalves(p, size0, BigInt.asUintN(width, quotient), BigInt.asUintN(width, remainder));
      p.undefinedFlags = ARITHMETIC;
    };
  };

export const multiply: Family = {
  Mul: widening(false),
  Imul: (o) => (o.kind1 === NONE ? widening(true)(o) : truncating(o)),
  Div: dividing(false),
  Idiv: dividing(true),
};
