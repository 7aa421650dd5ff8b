import { ES, IOPL, RAX, RDI, RDX, RSI, TR, UNUSABLE } from "../machine/bits.ts";
import { generalProtection, Unsupported } from "../machine/faults.ts";
import type { Processor } from "../machine/processor.ts";
import { IMMEDIATE } from "../operation.ts";
import type { Handler, Operation } from "../operation.ts";
import { getRegister, setRegister } from "./operands.ts";
import type { Choice, Family } from "./operands.ts";
import { advance, pointer, repeated } from "./string.ts";

/** IN, OUT, INS, OUTS: ports are the caller's. */

type Size = 1 | 2 | 4;

/**
 * Port access above IOPL goes by the I/O permission bitmap of a 32-bit TSS.
 *
 * @throws Fault #GP(0)
 */
function checkPort(p: Processor, port: number, size: Size): void {
  if (!p.protectedMode || p.cpl <= (p.flags & IOPL) >> 12) return;
  const refuse = (why: string): Error =>
    generalProtection(0, `port 0x${port.toString(16)}: ${why}`);
  const tr = p.segment(TR);
  if ((tr.rights & UNUSABLE) !== 0 || (tr.rights & 0xd) !== 9 || tr.limit < 103) {
    throw refuse("no I/O permission bitmap");
  }
  const at = (offset: number): number => {
    if (offset + 1 > tr.limit) throw refuse("beyond the I/O permission bitmap");
    return p.load16(p.longMode ? tr.base + offset : (tr.base + offset) >>> 0, false);
  };
  const bits = at(at(102) + (port >>> 3)) >>> (port & 7);
  if ((bits & ((1 << size) - 1)) !== 0) throw refuse("not permitted");
}

function portIn(p: Processor, port: number, size: Size): number {
  checkPort(p, port, size);
  const value = p.devices.portIn?.(port, size);
  if (value === undefined) throw new Unsupported(`IN from port 0x${port.toString(16)}`);
  return size === 4 ? value >>> 0 : value & (size === 2 ? 0xffff : 0xff);
}

function portOut(p: Processor, port: number, size: Size, value: number): void {
  checkPort(p, port, size);
  if (p.devices.portOut?.(port, size, value) === false) {
    throw new Unsupported(`OUT to port 0x${port.toString(16)}`);
  }
}

const DX = (p: Processor): number => p.g16[RDX * 4] ?? 0;
const port1 = (p: Processor, o: Operation): number =>
  o.kind1 === IMMEDIATE ? o.immediate & 0xff : DX(p);
const port0 = (p: Processor, o: Operation): number =>
  o.kind0 === IMMEDIATE ? o.immediate & 0xff : DX(p);

const ins =
  (size: Size): Handler =>
  (p, o) => {
    // Nothing is asked of the port when the destination would fault.
    const linear = p.linear(p.segment(ES), pointer(p, o, RDI), size, true);
    p.probeWrite(linear, size, p.cpl === 3);
    p.store(linear, size, portIn(p, DX(p), size));
    advance(p, o, RDI, size);
  };

const outs =
  (size: Size): Handler =>
  (p, o) => {
    const value = p.read(p.segment(o.segment), pointer(p, o, RSI), size);
    portOut(p, DX(p), size, value);
    advance(p, o, RSI, size);
  };

const input: Choice = ({ size0 }) => {
  const size = size0 as Size;
  return (p, o) => {
    const value = portIn(p, port1(p, o), size);
    setRegister(p, 1, RAX, size, value);
  };
};

const output: Choice = ({ size1 }) => {
  const size = size1 as Size;
  return (p, o) => {
    portOut(p, port0(p, o), size, getRegister(p, 1, RAX, size));
  };
};

export const io: Family = {
  In: input,
  Out: output,
  Insb: repeated(ins(1), false),
  Insw: repeated(ins(2), false),
  Insd: repeated(ins(4), false),
  Outsb: repeated(outs(1), false),
  Outsw: repeated(outs(2), false),
  Outsd: repeated(outs(4), false),
};
