/**
 * A search through the states a processor can get into: random instructions that load segments,
 * change modes, transfer control and move data, over random descriptor tables. Each action is
 * written as code at the present CS:RIP in the present code size, so that every one is decoded as
 * meant whatever came before.
 */
import * as fc from "fast-check";

import {
  createMachine,
  createMemory,
  realModeState,
} from "../../../src/transition/machine/index.ts";
import type {
  Behaviour,
  Machine,
  MachineState,
  StepResult,
} from "../../../src/transition/machine/index.ts";

export const GDT = 0x9000;
const LDT = 0xa000;
const POINTER = 0x5000;
const STACK = 0x6000;
const ENTRIES = 24;

/** Null; flat 32-bit code and data, 64-bit code, 16-bit code and data; TSS, LDT; levels 3; conforming. */
const USUAL = [
  ...[0x0000000000000000n, 0x00cf9a000000ffffn, 0x00cf92000000ffffn, 0x00af9a000000ffffn],
  ...[0x00009a000000ffffn, 0x000092000000ffffn, 0x0000890040000067n, 0x00008200a000007fn],
  ...[0x00cffa000000ffffn, 0x00cff2000000ffffn, 0x00cf9e000000ffffn, 0x00affa000000ffffn],
  ...[0x0000ec0000080100n, 0x0000ec0000180100n, 0x0000000000000000n, 0x0000810040000067n],
  ...[0x00cff6000000ffffn, 0x00cf980000000fffn, 0x0000ec0000080100n, 0x00ef9a000000ffffn],
  // A TSS of 16 bytes.
  ...[0x0000890040000067n, 0x0000000000000000n],
];

export interface Search {
  /** Selectors of es cs ss ds fs gs at the start. */
  readonly selectors: readonly number[];
  readonly table: readonly bigint[];
  readonly actions: readonly Action[];
}

export type Action =
  | {
      readonly kind: "load";
      readonly form: number;
      readonly register: number;
      readonly selector: number;
    }
  | {
      readonly kind: "far";
      readonly form: number;
      readonly selector: number;
      readonly stack: number;
      readonly flags: number;
      readonly wide: boolean;
    }
  | { readonly kind: "cr0"; readonly pe: boolean; readonly pg: boolean; readonly lmsw: boolean }
  | { readonly kind: "cr4"; readonly pae: boolean }
  | { readonly kind: "efer"; readonly lme: boolean; readonly nxe: boolean }
  | { readonly kind: "base"; readonly gs: boolean; readonly value: bigint }
  | { readonly kind: "system"; readonly tr: boolean; readonly selector: number }
  | { readonly kind: "descriptor"; readonly index: number; readonly value: bigint }
  | { readonly kind: "bytes"; readonly code: readonly number[]; readonly value: bigint };

const selectorOf = fc.oneof(
  fc
    .tuple(fc.integer({ min: 0, max: ENTRIES }), fc.integer({ min: 0, max: 7 }))
    .map(([index, low]) => index * 8 + low),
  fc
    .tuple(fc.integer({ min: 0, max: USUAL.length - 1 }), fc.constantFrom(0, 0, 0, 3))
    .map(([index, rpl]) => index * 8 + rpl),
  fc.constantFrom(0, 3, 0x08, 0x10, 0x18, 0x20, 0x28, 0x43, 0x4b, 0x5b, 0x68, 0xa0, 0xffff),
);

/** A usual descriptor, one with a bit changed, or anything. */
const descriptorOf = fc.oneof(
  fc.constantFrom(...USUAL),
  fc
    .tuple(fc.constantFrom(...USUAL), fc.integer({ min: 0, max: 63 }))
    .map(([usual, bit]) => usual ^ (1n << BigInt(bit))),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
);

/** Instructions without operands that matter, as bytes valid in every code size. */
const ORDINARY = [
  ...[
    [0x50],
    [0x58],
    [0x9c],
    [0x9d],
    [0xfa],
    [0xfb],
    [0xf4],
    [0x90],
    [0xc9],
    [0x01, 0xd8],
    [0xd3, 0xe0],
  ],
  ...[
    [0xa4],
    [0xab],
    [0xf3, 0xaa],
    [0xf7, 0xf3],
    [0x0f, 0xa2],
    [0xcd, 0x10],
    [0x0f, 0x06],
    [0xe8, 0, 0],
  ],
  ...[
    [0xc3],
    [0x54],
    [0x5c],
    [0x0f, 0x0b],
    [0xff, 0xe0],
    [0xff, 0xd0],
    [0x0f, 0x01, 0xe0],
    [0xc8, 8, 0, 2],
  ],
  ...[
    [0x66, 0x58],
    [0x66, 0x50],
    [0x0f, 0x09],
    [0x0f, 0x21, 0xf8],
    [0x0f, 0x23, 0xf8],
    [0x8e, 0xcb],
  ],
] as const;

const wide = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.bigInt({ min: 0n, max: 0xffffn }),
  fc.constantFrom(2n ** 47n - 1n, 2n ** 47n, 2n ** 64n - 2n ** 47n, 2n ** 32n - 1n),
);

const actionOf: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("load" as const),
      form: fc.integer({ min: 0, max: 2 }),
      register: fc.constantFrom(0, 2, 3, 4, 5),
      selector: selectorOf,
    }),
  },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant("far" as const),
      form: fc.integer({ min: 0, max: 4 }),
      selector: selectorOf,
      stack: selectorOf,
      flags: fc.integer({ min: 0, max: 0x3f_ffff }),
      wide: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("cr0" as const),
      pe: fc.oneof(fc.constant(true), fc.boolean()),
      pg: fc.boolean(),
      lmsw: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("cr4" as const),
      pae: fc.constantFrom(true, true, false),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("efer" as const),
      lme: fc.constantFrom(true, true, false),
      nxe: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("base" as const), gs: fc.boolean(), value: wide }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("system" as const),
      tr: fc.boolean(),
      selector: fc.oneof(selectorOf, fc.constantFrom(0, 0x30, 0x38, 0xa0)),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("descriptor" as const),
      index: fc.integer({ min: 1, max: ENTRIES - 1 }),
      value: descriptorOf,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("bytes" as const),
      code: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...ORDINARY) },
        {
          weight: 1,
          arbitrary: fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 15 }),
        },
      ),
      value: wide,
    }),
  },
);

const far = (selector: number): Action => ({
  kind: "far",
  form: 0,
  selector,
  stack: 0x10,
  flags: 2,
  wide: false,
});
const load = (register: number, selector: number): Action => {
  return { kind: "load", form: 0, register, selector };
};
const PE: Action = { kind: "cr0", pe: true, pg: false, lmsw: false };
const PROTECTED: readonly Action[] = [PE, far(8), load(2, 0x10)];
const LONG: readonly Action[] = [
  { kind: "cr4", pae: true },
  { kind: "efer", lme: true, nxe: true },
  { kind: "cr0", pe: true, pg: true, lmsw: false },
  far(0x18),
];
/** An outer level: a far return to code and stack of DPL 3. */
const OUTER: Action = { kind: "far", form: 2, selector: 0x43, stack: 0x4b, flags: 2, wide: true };

/** The ways into the modes that random actions rarely find: all start in real mode. */
const PRELUDES: readonly (readonly Action[])[] = [
  [],
  PROTECTED,
  [...PROTECTED, OUTER],
  LONG,
  [...PROTECTED, { kind: "system", tr: true, selector: 0x30 }, ...LONG],
  [...LONG, { kind: "system", tr: true, selector: 0xa0 }, load(3, 0), { ...OUTER, selector: 0x5b }],
];

export function searchOf(length: number): fc.Arbitrary<Search> {
  return plainSearch(length).chain((search) =>
    fc.constantFrom(...PRELUDES).map((prelude) => ({
      ...search,
      actions: [...prelude, ...search.actions],
    })),
  );
}

function plainSearch(length: number): fc.Arbitrary<Search> {
  return fc.record({
    selectors: fc.array(fc.oneof(fc.integer({ min: 0, max: 0xffff }), selectorOf), {
      minLength: 6,
      maxLength: 6,
    }),
    table: fc.array(descriptorOf, {
      minLength: ENTRIES - USUAL.length,
      maxLength: ENTRIES - USUAL.length,
    }),
    actions: fc.array(actionOf, { minLength: length / 2, maxLength: length }),
  });
}

export function start(search: Search, behaviour?: Behaviour): Machine {
  const [es, cs, ss, ds, fs, gs] = search.selectors;
  const memory = createMemory();
  [...USUAL, ...search.table].forEach((descriptor, index) => {
    memory.write64(GDT + index * 8, descriptor);
    memory.write64(LDT + index * 8, descriptor);
  });
  const state: MachineState = {
    ...realModeState(selectorsOf({ es, cs, ss, ds, fs, gs })),
    gdtr: { base: BigInt(GDT), limit: ENTRIES * 8 - 1 },
    idtr: { base: 0n, limit: 0x3ff },
    rip: 0x100n,
    rsp: BigInt(STACK),
  };
  const options = behaviour === undefined ? {} : { behaviour };
  return createMachine(state, { memory, identityPaging: true, ...options });
}

function selectorsOf(given: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value ?? 0]));
}

/** Where an offset of a segment lies, as far as the search cares. */
function linear(state: MachineState, register: "cs" | "ds" | "ss", offset: bigint): number {
  const is64 = codeSize(state) === 64;
  return Number(BigInt.asUintN(is64 ? 52 : 32, is64 ? offset : state[register].base + offset));
}

export function codeSize(state: MachineState): 16 | 32 | 64 {
  if ((state.efer & 0x400n) !== 0n && (state.cs.accessRights & 0x2000) !== 0) return 64;
  return (state.cs.accessRights & 0x4000) !== 0 ? 32 : 16;
}

/** Bytes of the instruction for an action; prepares registers and memory for it. */
function encode(machine: Machine, action: Action): readonly number[] {
  const state = machine.state();
  const size = codeSize(state);
  const operand32 = size === 16 ? [0x66] : [];
  const { memory } = machine;
  const pointer = (offset: bigint, selector: number, wide: boolean): void => {
    const at = linear(state, "ds", BigInt(POINTER));
    if (wide) {
      memory.write32(at, Number(offset));
      memory.write16(at + 4, selector);
    } else {
      memory.write16(at, Number(offset));
      memory.write16(at + 2, selector);
    }
  };
  // [bx] in 16-bit code, [ebx] or [rbx] otherwise.
  const atBx = size === 16 ? 7 : 3;
  const rbx = { rbx: BigInt(POINTER) };
  switch (action.kind) {
    case "load": {
      const { register, selector } = action;
      if (action.form === 1 && register < 4 && size !== 64) {
        push(machine, state, [BigInt(selector)], 4);
        return [[0x07, 0, 0x17, 0x1f][register] ?? 0];
      }
      if (action.form >= 1 && register >= 4) {
        push(machine, state, [BigInt(selector)], 8);
        return [0x0f, register === 4 ? 0xa1 : 0xa9];
      }
      if (action.form === 2 && register === 2) {
        pointer(BigInt(STACK), selector, true);
        machine.set(rbx);
        return [...operand32, 0x0f, 0xb2, 0x20 | atBx];
      }
      machine.set({ rax: BigInt(selector) });
      return [0x8e, 0xc0 | (register << 3)];
    }
    case "far": {
      const { form, selector, stack, flags, wide } = action;
      const prefix = wide === (size === 16) ? [0x66] : [];
      const isWide = size === 64 ? prefix.length === 0 : wide;
      const width = isWide ? 4 : 2;
      if (form === 2) {
        push(machine, state, [0x100n, BigInt(selector), BigInt(STACK), BigInt(stack)], width);
        return [...prefix, 0xcb];
      }
      if (form === 3) {
        const items = [0x100n, BigInt(selector), BigInt(flags), BigInt(STACK), BigInt(stack)];
        // IRET in 64-bit code with its own width.
        push(machine, state, items, size === 64 && wide ? 8 : width);
        return size === 64 && wide ? [0x48, 0xcf] : [...prefix, 0xcf];
      }
      if (form === 4 || size === 64) {
        pointer(0x100n, selector, isWide);
        machine.set(rbx);
        return [...prefix, 0xff, (form === 1 ? 0x18 : 0x28) | atBx];
      }
      const offset = isWide ? [0, 1, 0, 0] : [0, 1];
      const target = [selector & 0xff, selector >> 8];
      return [...prefix, form === 1 ? 0x9a : 0xea, ...offset, ...target];
    }
    case "cr0": {
      if (action.lmsw) {
        machine.set({ rax: action.pe ? 1n : 0n });
        return [0x0f, 0x01, 0xf0];
      }
      const value = (state.cr0 & ~0x8000_0001n) | (action.pe ? 1n : 0n);
      machine.set({ rax: action.pg ? value | 0x8000_0000n : value });
      return [0x0f, 0x22, 0xc0];
    }
    case "cr4":
      machine.set({ rax: action.pae ? 0x20n : 0n });
      return [0x0f, 0x22, 0xe0];
    case "efer":
      machine.set({
        rcx: 0xc000_0080n,
        rax: (action.lme ? 0x100n : 0n) | (action.nxe ? 0x800n : 0n),
        rdx: 0n,
      });
      return [0x0f, 0x30];
    case "base":
      machine.set({
        rcx: action.gs ? 0xc000_0101n : 0xc000_0100n,
        rax: action.value & 0xffff_ffffn,
        rdx: action.value >> 32n,
      });
      return [0x0f, 0x30];
    case "system":
      machine.set({ rax: BigInt(action.selector) });
      return [0x0f, 0x00, action.tr ? 0xd8 : 0xd0];
    case "descriptor":
      memory.write64(GDT + action.index * 8, action.value);
      return [0x90];
    case "bytes":
      machine.set({ rax: action.value, rcx: action.value & 3n });
      return action.code;
  }
}

/** Puts items on the stack, the first on top. */
function push(
  machine: Machine,
  state: MachineState,
  items: readonly bigint[],
  size: 2 | 4 | 8,
): void {
  const top = BigInt(STACK - 64);
  machine.set({ rsp: top });
  items.forEach((item, index) => {
    const at = linear(state, "ss", top + BigInt(index * size));
    if (size === 2) machine.memory.write16(at, Number(item & 0xffffn));
    else machine.memory.write64(at, item);
  });
}

export interface Visit {
  readonly action: Action;
  readonly before: MachineState;
  readonly result: StepResult;
  readonly after: MachineState;
}

/** Runs one action; the code lies at offset 100H of CS. */
export function perform(machine: Machine, action: Action): Visit {
  machine.set({ rip: 0x100n, rsp: BigInt(STACK) });
  const state = machine.state();
  const code = encode(machine, action);
  machine.memory.load(linear(state, "cs", 0x100n), Uint8Array.from(code));
  const before = machine.state();
  const result = machine.step();
  return { action, before, result, after: machine.state() };
}

export function explore(search: Search, visit: (visit: Visit, machine: Machine) => void): Machine {
  const machine = start(search);
  for (const action of search.actions) visit(perform(machine, action), machine);
  return machine;
}
