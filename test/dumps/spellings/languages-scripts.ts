import {
  hex,
  hexUpper,
  decimal,
  binary,
  octal,
  underscored,
  raw,
  shiftBody,
  type Language,
} from "./language.ts";
import { c } from "./languages-c.ts";
import { nameOf } from "./names.ts";

export const python: Language = {
  ...c,
  comment: (text) => `# ${text}`,
  literals: [hex, hexUpper, underscored, decimal, binary, octal],
  wide: decimal,
  casts: [(text) => `int(${text})`, (text) => `(${text})`],
  allOnes: ["(1 << 64) - 1", "2**64 - 1", "0xffffffffffffffff", "0xffff_ffff_ffff_ffff"],
  constants: [
    (name, text) => `${name} = ${text}`,
    (name, text) => `${name}: int = ${text}`,
    (name, text) => `${name}: Final = ${text}`,
  ],
  locals: [(name, text) => `${name} = ${text}`],
  fieldNames: [
    (field) => nameOf(field, "upper"),
    (field) => `Vmcs.${nameOf(field, "upper")}`,
    (field) => nameOf(field, "quoted"),
    (field) => `'${nameOf(field, "lower")}'`,
    raw,
  ],
  calls: [
    (name, value) => `vmwrite(${name}, ${value})`,
    (name, value) => `vmcs.write(${name}, ${value})`,
    (name, value) => `self.vcpu.vmwrite(${name}, ${value})`,
    (name, value) => `vmcs[${name}] = ${value}`,
    (name, value) => `assert vmwrite(${name}, ${value}) == 0`,
  ],
  frame: (body, name) => `def ${name}(vcpu):\n${shiftBody(body, "    ")}\n`,
  end: "",
  unknowable: [
    "read_cr0()",
    "rdmsr(0xc0000080)",
    "image.entry_point",
    "len(gdt) * 8 - 1",
    "args.cr3",
    "stack + 0x1000",
    "0x500 if long_mode else 0x100",
    "struct.unpack('<Q', blob[:8])[0]",
  ],
  branch: (condition, then, otherwise) => [
    `if ${condition}:`,
    `    ${then}`,
    "else:",
    `    ${otherwise}`,
  ],
  record: (members, dice) =>
    `${dice.pick(["kvm_segment", "Segment", "Seg"])}(${members.map(([name, value]) => `${name}=${value}`).join(", ")})`,
  copy: (to, from) => `${to} = copy.copy(${from})`,
  variable: (name, value) => `${name} = ${value}`,
  loop: (body) => ["for i in range(count):", `    ${body}`],
  conditions: ["long_mode", "vcpu.is_bsp", "args.pae", "n > 3"],
};

export const ruby: Language = {
  ...python,
  casts: [(text) => `(${text})`],
  constants: [(name, text) => `${name} = ${text}`, (name, text) => `${name} = (${text}).freeze`],
  fieldNames: [
    (field) => nameOf(field, "symbol"),
    (field) => `Vmcs::${nameOf(field, "upper")}`,
    (field) => nameOf(field, "upper"),
  ],
  calls: [
    (name, value) => `vmwrite ${name}, ${value}`,
    (name, value) => `vmwrite(${name}, ${value})`,
    (name, value) => `vmcs.write(${name}, ${value})`,
    (name, value) => `vmcs[${name}] = ${value}`,
    (name, value) => `@vcpu.vmwrite ${name}, ${value}`,
  ],
  frame: (body, name) => `def ${name}\n${shiftBody(body, "  ")}\nend`,
  unknowable: [
    "read_cr0",
    "rdmsr(0xc000_0080)",
    "image.entry",
    "@config[:cr3]",
    "gdt.size * 8 - 1",
    "long_mode? ? 0x500 : 0x100",
    'blob.unpack1("Q<")',
  ],
  branch: (condition, then, otherwise) => [
    `if ${condition}`,
    `  ${then}`,
    "else",
    `  ${otherwise}`,
    "end",
  ],
  record: (members, dice) =>
    dice.pick([(inner: string) => `Segment.new(${inner})`, (inner: string) => `{ ${inner} }`])(
      members.map(([name, value]) => `${name}: ${value}`).join(", "),
    ),
  copy: (to, from) => `${to} = ${from}.dup`,
  loop: (body) => ["count.times do", `  ${body}`, "end"],
  conditions: ["long_mode", "@bsp", "id.zero?"],
};
