import type { Dialects, Spelling } from "./case.ts";
import type { Dice } from "./dice.ts";
import { expression, literal } from "./expressions.ts";
import { GUEST_FIELDS, HOST_FIELDS, valueFor, expectedOf } from "./fields.ts";
import { eachLanguage, inFunction, named, type Program } from "./program.ts";
import { bitOf, segmentsExpected, someSegments, type Bit, type SegmentValue } from "./records.ts";

/** Structures of registers: members that are assigned, literals, copies of records. */

const BITS_IN_ORDER: readonly Bit[] = [
  "type",
  "present",
  "dpl",
  "db",
  "s",
  "l",
  "g",
  "avl",
  "unusable",
];

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const member = (key: string, name: string): string =>
  key === "go"
    ? name.length <= 3
      ? name.toUpperCase()
      : capital(name)
    : key === "rust" && name === "type"
      ? "type_"
      : name;

const OWNERS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  c: ["sregs.", "sregs->", "s->", "vcpu->sregs.", "kvm->sregs."],
  cpp: ["sregs.", "sregs_.", "vcpu->sregs.", "this->sregs."],
  rust: ["sregs.", "self.sregs.", "vcpu_sregs."],
  zig: ["sregs.", "self.sregs.", "vcpu.sregs."],
  go: ["sregs.", "v.sregs.", "vcpu.Sregs."],
  python: ["sregs.", "self.sregs.", "vcpu.sregs."],
  ruby: ["sregs.", "@sregs.", "vcpu.sregs."],
};

interface Registers {
  readonly owner: string;
  readonly of: (segment: SegmentValue) => string;
  readonly set: (target: string, value: string) => string;
}
const registersOf = (dice: Dice, { key, language }: Program): Registers => {
  const owner = dice.pick(OWNERS[key] ?? ["sregs."]);
  return {
    owner,
    of: ({ segment }) => owner + member(key, segment === "ldtr" ? "ldt" : segment),
    set: (target, value) => `${target} = ${value}${language.end}`,
  };
};

const membersOf = (dice: Dice, { language }: Program, value: SegmentValue): [string, string][] => {
  const text = (part: bigint): string => literal(dice, language, part);
  const large: [string, string][] = [
    ["base", text(value.base)],
    ["limit", text(value.limit)],
    ["selector", text(value.selector)],
  ];
  const bits = BITS_IN_ORDER.map((bit): [string, string] => [bit, String(bitOf(value, bit))]);
  return [...dice.some(large, 3), ...(dice.chance(50) ? bits : dice.some(bits, 9))];
};

const control = (dice: Dice, { key, language }: Program, { owner, set }: Registers) => {
  const values = {
    cr0: dice.pick([0x80000011n, 0x60000010n, 0x80050033n, 0x11n]),
    cr3: dice.bits(32) & ~0xfffn,
    cr4: dice.pick([0x20n, 0n, 0x6a0n]),
    efer: dice.pick([0x500n, 0n, 0xd01n]),
  };
  return {
    lines: Object.entries(values).map(([name, value]) =>
      set(owner + member(key, name), expression(dice, language, value, 64, `guest.${name}`)),
    ),
    expected: Object.fromEntries(
      Object.entries(values).map(([name, value]) => [`guest.${name}`, value]),
    ),
  };
};

const guest = (
  text: string,
  segments: readonly SegmentValue[],
  others: Record<string, bigint> = {},
): Spelling => ({
  text: `${text}\n`,
  expected: { ...segmentsExpected(segments), ...others },
  unknown: [],
  view: "guest",
});

const assignments = (dice: Dice, program: Program): Spelling => {
  const registers = registersOf(dice, program);
  const segments = someSegments(dice, 2, 5);
  const others = control(dice, program, registers);
  const perLine = dice.pick([1, 1, 3]);
  const statements = segments.flatMap((value) => {
    const list = membersOf(dice, program, value).map(([name, text]) =>
      registers.set(`${registers.of(value)}.${member(program.key, name)}`, text),
    );
    // Only where a semicolon ends a statement can several stand in a line.
    if (program.language.end === "" || perLine === 1) return list;
    return Array.from({ length: Math.ceil(list.length / perLine) }, (_, at) =>
      list.slice(at * perLine, (at + 1) * perLine).join(" "),
    );
  });
  return guest(
    inFunction(dice, program, [...statements, ...others.lines]),
    segments,
    others.expected,
  );
};

const literals = (dice: Dice, program: Program): Spelling => {
  const registers = registersOf(dice, program);
  const segments = someSegments(dice, 2, 5);
  const others = control(dice, program, registers);
  const statements = segments.map((value) =>
    registers.set(
      registers.of(value),
      program.language.record(membersOf(dice, program, value), dice),
    ),
  );
  return guest(
    inFunction(dice, program, [...statements, ...others.lines]),
    segments,
    others.expected,
  );
};

/** A record that is copied, changed and copied again. */
const copies = (dice: Dice, program: Program): Spelling => {
  const { key, language } = program;
  const registers = registersOf(dice, program);
  const [code, ...rest] = someSegments(dice, 2, 6);
  if (code === undefined) return literals(dice, program);
  const first = language.record(membersOf(dice, program, code), dice);
  const open = language.copy("seg", first).replace(/copy\.copy\((.*)\)$|\.dup$/u, "$1");
  const lines = [
    open,
    registers.set(
      registers.of(code),
      language.copy("", "seg").replace(/^.*= /u, "").replace(/;$/u, ""),
    ),
  ];
  const type = BigInt(dice.int(0, 15));
  const rights = (code.accessRights & ~0xfn) | type;
  const selector = BigInt(8 * dice.int(1, 15));
  const data = rest.map(({ segment }) => ({ ...code, segment, selector, accessRights: rights }));
  lines.push(language.copy("data", "seg"));
  lines.push(registers.set(`data.${member(key, "type")}`, type.toString()));
  lines.push(registers.set(`data.${member(key, "selector")}`, literal(dice, language, selector)));
  if (dice.chance(40) && (key === "c" || key === "cpp")) {
    lines.push(registers.set(data.map((value) => registers.of(value)).join(" = "), "data"));
  } else {
    lines.push(...data.map((value) => registers.set(registers.of(value), "data")));
  }
  // What is changed after the copy does not change the copy, where records are values.
  if (key !== "python" && key !== "ruby" && dice.chance(50)) {
    lines.push(registers.set(`data.${member(key, "type")}`, dice.int(0, 15).toString()));
  }
  return guest(inFunction(dice, program, lines), [code, ...data]);
};

/** Fields of a VMCS structure by name: `vmcs12->guest_cr4 = ..`. */
const fields = (dice: Dice, program: Program): Spelling => {
  const { key, language } = program;
  const usual = HOST_FIELDS.filter(({ path }) => path.startsWith("host.cr"));
  const chosen = dice.some([...GUEST_FIELDS, ...usual], 4, 12);
  const values = chosen.map((field) => ({ field, value: valueFor(dice, field) }));
  const owner = dice.pick(
    key === "c" || key === "cpp" ? ["vmcs12->", "vmcs->", "evmcs->", "vmcs."] : ["vmcs."],
  );
  const lines = values.map(({ field, value }) => {
    const words = field.names[0];
    const name = key === "go" ? words.map(capital).join("") : words.join("_");
    return `${owner}${name} = ${expression(dice, language, value, field.width, field.path)}${language.end}`;
  });
  return {
    text: `${inFunction(dice, program, lines)}\n`,
    expected: expectedOf(values),
    unknown: [],
    view: "vmcs",
  };
};

/** Segments that KVM takes for unusable: whatever the other bits are, bit 16 is set. */
const absent = (dice: Dice, program: Program): Spelling => {
  const registers = registersOf(dice, program);
  const drawn = someSegments(dice, 2, 4);
  const [off, ...on] = drawn.map((value, at) =>
    at === 0 ? { ...value, accessRights: value.accessRights & ~0x80n } : value,
  );
  if (off === undefined) return literals(dice, program);
  const lines = [off, ...on].map((value) =>
    registers.set(
      registers.of(value),
      program.language.record(membersOf(dice, program, value), dice),
    ),
  );
  const bits = off.accessRights | 0x10000n;
  return {
    text: `${inFunction(dice, program, lines)}\n`,
    expected: {
      ...segmentsExpected(on),
      ...segmentsExpected([off], ["base", "limit", "selector"]),
    },
    unknown: [],
    either: { [`guest.${off.segment}.accessRights`]: [0x10000n, bits, bits | 0x80n] },
    view: "guest",
  };
};

export const CODE_RECORD_DIALECTS: Dialects = Object.fromEntries(
  Object.entries({
    "record-assignments": assignments,
    "record-literals": literals,
    "record-copies": copies,
    "record-fields": fields,
    "record-absent": absent,
  })
    .flatMap(([kind, make]) => eachLanguage(kind, make))
    .map(named),
);
