import type { Dialect, Dialects, Spelling } from "./case.ts";
import type { Dice } from "./dice.ts";
import { someValues, type Field, type FieldValue } from "./fields.ts";
import { nameOf } from "./names.ts";
import { spelled } from "./program.ts";

/** The instruction itself, with its operands in registers. */

/** Spelling of one assembler; the operands of VMWRITE are the field and the value. */
interface Assembler {
  readonly comment: string;
  readonly number: (dice: Dice, value: bigint) => string;
  readonly load: (register: string, text: string) => string;
  readonly copy: (to: string, from: string) => string;
  readonly vmwrite: (field: string, value: string) => string;
  readonly equate: (name: string, text: string) => string;
  readonly unknowable: readonly [string, ...string[]];
}

const hex = (value: bigint): string => `0x${value.toString(16)}`;
const masmHex = (value: bigint): string => {
  const digits = value.toString(16).toUpperCase();
  return `${/^[A-F]/u.test(digits) ? "0" : ""}${digits}h`;
};

const nasm: Assembler = {
  comment: ";",
  number: (dice, value) => dice.pick([hex, masmHex, (v: bigint) => v.toString()])(value),
  load: (register, text) => `mov     ${register}, ${text}`,
  copy: (to, from) => `mov     ${to}, ${from}`,
  vmwrite: (field, value) => `vmwrite ${field}, ${value}`,
  equate: (name, text) => `${name} equ ${text}`,
  unknowable: [
    "mov     rbx, cr0",
    "mov     rbx, [config]",
    "lea     rbx, [rel guest_entry]",
    "mov     rbx, guest_stack_top",
    "pop     rbx",
    "xor     ebx, edi",
    "mov     ecx, 0C0000080h\n        rdmsr\n        mov     rbx, rax",
    "call    get_word\n        mov     rbx, rax",
  ],
};

const masm: Assembler = { ...nasm, number: (_, value) => masmHex(value) };

const gas: Assembler = {
  comment: "#",
  number: (dice, value) => `$${dice.pick([hex, (v: bigint) => v.toString()])(value)}`,
  load: (register, text) => `movabsq ${text}, %${register}`,
  copy: (to, from) => `movq    %${from}, %${to}`,
  vmwrite: (field, value) => `vmwrite %${value}, %${field}`,
  equate: (name, text) => `.set ${name}, ${text.replace("$", "")}`,
  unknowable: [
    "movq    %cr0, %rbx",
    "movq    config(%rip), %rbx",
    "leaq    guest_entry(%rip), %rbx",
    "popq    %rbx",
    "xorl    %edi, %ebx",
    "call    get_word\n        movq    %rax, %rbx",
  ],
};
const gasIntel: Assembler = { ...nasm, comment: "#", number: (_, value) => hex(value) };

export const ASSEMBLERS: Readonly<Record<string, Assembler>> = {
  nasm,
  masm,
  gas,
  "gas-intel": gasIntel,
};

const REGISTERS = ["rcx", "rdx", "rsi", "r8", "r11"] as const;
const FIELD_REGISTERS = ["rax", "rbx", "rdi", "r9"] as const;

interface Writing {
  readonly name: (field: Field) => string;
  readonly value: string;
  readonly field: string;
}
const writingOf = (dice: Dice, assembler: Assembler): Writing => {
  const mark = assembler === gas ? "$" : "";
  const code = assembler === masm ? masmHex : hex;
  return {
    name: dice.pick([
      (field: Field) => mark + nameOf(field, "upper"),
      (field: Field) => mark + nameOf(field, "prefixed"),
      (field: Field) => mark + code(BigInt(field.encoding)),
    ]),
    value: dice.pick(REGISTERS),
    field: dice.pick(FIELD_REGISTERS),
  };
};

const program = (dice: Dice, assembler: Assembler, lines: readonly string[]): string =>
  [
    dice.pick([
      "setup_vmcs:",
      "fill_guest:",
      "init_vmx:",
      "; guest state".replace(";", assembler.comment),
    ]),
    ...lines.flatMap((line) => {
      const [first = "", ...rest] = line.split("\n");
      return [`        ${first}`, ...rest];
    }),
    "        ret",
  ].join("\n");

type Make = (dice: Dice, assembler: Assembler) => Spelling;

const straight: Make = (dice, assembler) => {
  const values = someValues(dice);
  const { name, value: at, field: by } = writingOf(dice, assembler);
  const lines = values.flatMap(({ field, value }) => {
    const loads = [
      assembler.load(by, name(field)),
      assembler.load(at, assembler.number(dice, value)),
    ];
    return [...(dice.chance(50) ? loads : loads.reverse()), assembler.vmwrite(by, at)];
  });
  return spelled(program(dice, assembler, lines), values);
};

/** A register that keeps its value for the next instruction, and one that passes it on. */
const kept: Make = (dice, assembler) => {
  const drawn = someValues(dice, 4, 10);
  const { name, value: at, field: by } = writingOf(dice, assembler);
  const lines: string[] = [];
  let last: FieldValue | undefined;
  const values = drawn.map((each): FieldValue => {
    lines.push(assembler.load(by, name(each.field)));
    if (last !== undefined && last.value < 1n << BigInt(each.field.width) && dice.chance(50)) {
      lines.push(assembler.vmwrite(by, at));
      return { field: each.field, value: last.value };
    }
    if (dice.chance(30)) {
      lines.push(
        assembler.load("r10", assembler.number(dice, each.value)),
        assembler.copy(at, "r10"),
      );
    } else lines.push(assembler.load(at, assembler.number(dice, each.value)));
    lines.push(assembler.vmwrite(by, at));
    last = each;
    return each;
  });
  return spelled(program(dice, assembler, lines), values);
};

/** Constants of the same text. */
const equates: Make = (dice, assembler) => {
  const values = someValues(dice, 3, 8);
  const { name, value: at, field: by } = writingOf(dice, assembler);
  const mark = assembler === gas ? "$" : "";
  const heads = values.map(({ value }, index) =>
    assembler.equate(`WORD_${index}`, assembler.number(dice, value)),
  );
  const lines = values.flatMap(({ field }, index) => [
    assembler.load(by, name(field)),
    assembler.load(at, `${mark}WORD_${index}`),
    assembler.vmwrite(by, at),
  ]);
  return spelled([...heads, "", program(dice, assembler, lines)].join("\n"), values);
};

/** What registers hold that nothing in the text tells. */
export const unknownRegisters: Make = (dice, assembler) => {
  const values = someValues(dice, 4, 9);
  const { name, value: at } = writingOf(dice, assembler);
  const by = "rax";
  const unknown = values.slice(0, dice.int(1, 3));
  const lines = dice
    .some(values, values.length)
    .flatMap((each) =>
      unknown.includes(each)
        ? [
            dice.pick(assembler.unknowable),
            assembler.load(by, name(each.field)),
            assembler.vmwrite(by, "rbx"),
          ]
        : [
            assembler.load(by, name(each.field)),
            assembler.load(at, assembler.number(dice, each.value)),
            assembler.vmwrite(by, at),
          ],
    );
  return spelled(
    program(dice, assembler, lines),
    values.filter((each) => !unknown.includes(each)),
    unknown.map(({ field }) => field),
  );
};

/** A macro that takes field and value. */
const macros: Make = (dice, assembler) => {
  const values = someValues(dice);
  const { name } = writingOf(dice, assembler);
  const macro = dice.pick(["VMWRITE", "vmw", "VMX_WRITE", "write_field"]);
  const lines = values.map(
    ({ field, value }) =>
      `${macro} ${name(field).replace("$", "")}, ${assembler.number(dice, value).replace("$", "")}`,
  );
  return spelled(program(dice, assembler, lines), values);
};

export const eachAssembler = (kinds: Readonly<Record<string, Make>>): Dialects =>
  Object.fromEntries(
    Object.entries(kinds).flatMap(([kind, make]) =>
      Object.entries(ASSEMBLERS).map(([key, assembler]): [string, Dialect] => [
        `code-${key}-${kind}`,
        (dice) => make(dice, assembler),
      ]),
    ),
  );

export const ASSEMBLER_DIALECTS: Dialects = eachAssembler({ straight, kept, equates, macros });
