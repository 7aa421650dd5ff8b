import {
  hex,
  hexUpper,
  decimal,
  binary,
  octal,
  underscored,
  snake,
  camel,
  raw,
  shiftBody,
  bracedBranch,
  type Language,
} from "./language.ts";
import { c } from "./languages-c.ts";
import { nameOf } from "./names.ts";

const GO_MEMBERS: Readonly<Record<string, string>> = {
  dpl: "DPL",
  db: "DB",
  avl: "AVL",
  access_rights: "AccessRights",
};
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

export const rust: Language = {
  ...c,
  comment: (text) => `// ${text}`,
  literals: [
    hex,
    underscored,
    decimal,
    binary,
    octal,
    (v) => `${hex(v)}_u64`,
    (v) => `${hex(v)}u64`,
  ],
  wide: (value) => `${decimal(value)}u64`,
  andNot: (left, right) => `${left} & !${right}`,
  casts: [
    (text, width) => `(${text}) as u${width}`,
    (text, width) => `u${width}::from(${text})`,
    (text) => `(${text}) as usize`,
  ],
  allOnes: ["u64::MAX", "!0u64", "!0", "0xffff_ffff_ffff_ffff", "core::u64::MAX"],
  constants: [
    (name, text, width) => `const ${name}: u${width} = ${text};`,
    (name, text, width) => `pub const ${name}: u${width} = ${text};`,
    (name, text) => `static ${name}: u64 = ${text};`,
  ],
  constantsMayFollow: true,
  locals: [
    (name, text, width) => `let ${name}: u${width} = ${text};`,
    (name, text) => `let ${name} = ${text};`,
    (name, text) =>
      `const ${name.toUpperCase()}: u64 = ${text};\nlet ${name} = ${name.toUpperCase()};`,
  ],
  fieldNames: [
    (field) => nameOf(field, "scoped"),
    (field) => nameOf(field, "scopedCamel"),
    (field) => nameOf(field, "upper"),
    (field) => `VmcsField::${nameOf(field, "upper")}`,
    (field) => `field::${nameOf(field, "upper")}`,
    raw,
  ],
  calls: [
    (name, value) => `vmwrite(${name}, ${value})?;`,
    (name, value) => `unsafe { vmwrite(${name}, ${value}) };`,
    (name, value) => `self.vmcs.write(${name}, ${value})?;`,
    (name, value) => `vmx::vmwrite(${name}, ${value}).unwrap();`,
    (name, value) => `let _ = vmwrite(${name}, ${value});`,
    (name, value) => `vmcs.write64(${name}, ${value}).expect("vmwrite");`,
    (name, value) => `vmwrite!(${name}, ${value});`,
  ],
  frame: (body, name) =>
    `fn ${name}(&mut self) -> Result<(), VmxError> {\n${shiftBody(body, "    ")}\n    Ok(())\n}`,
  unknowable: [
    "Cr0::read_raw()",
    "unsafe { rdmsr(IA32_EFER) }",
    "segmentation::cs().bits()",
    "guest_entry as u64",
    "self.stack.top() - 8",
    "config.cr3",
    "crate::arch::DEFAULT_WORD",
    "adjust(IA32_VMX_PROCBASED_CTLS, 0x80)",
    "if long_mode { 0x500 } else { 0x100 }",
    "pml4.start_address().as_u64()",
  ],
  branch: (condition, then, otherwise) => bracedBranch(`if ${condition}`, then, otherwise),
  record: (members, dice) =>
    `${dice.pick(["kvm_segment", "Segment", "SegmentRegister", "kvm_bindings::kvm_segment"])} { ` +
    `${members.map(([name, value]) => `${name === "type" ? "type_" : name}: ${value}`).join(", ")} }`,
  copy: (to, from) => `let mut ${to} = ${from};`,
  variable: (name, value) => `let mut ${name}: u64 = ${value};`,
  loop: (body) => ["for _ in 0..count {", `    ${body}`, "}"],
  conditions: ["long_mode", "self.is_bsp", 'cfg!(feature = "pae")', "id == 0"],
};

export const zig: Language = {
  ...rust,
  literals: [hex, underscored, decimal, binary, octal],
  wide: (value) => `@as(u64, ${decimal(value)})`,
  andNot: (left, right) => `${left} & ~@as(u64, ${right})`,
  casts: [
    (text, width) => `@as(u${width}, ${text})`,
    (text) => `@intCast(${text})`,
    (text, width) => `@as(u${width}, @truncate(${text}))`,
  ],
  allOnes: ["std.math.maxInt(u64)", "~@as(u64, 0)", "0xffff_ffff_ffff_ffff"],
  constants: [
    (name, text, width) => `const ${name}: u${width} = ${text};`,
    (name, text) => `pub const ${name} = ${text};`,
  ],
  locals: [
    (name, text, width) => `const ${name}: u${width} = ${text};`,
    (name, text) => `const ${name} = ${text};`,
  ],
  constantName: snake,
  fieldNames: [
    (field) => nameOf(field, "dottedGroup"),
    (field) => `.${nameOf(field, "lower")}`,
    (field) => `Field.${nameOf(field, "lower")}`,
    (field) => `vmcs.${nameOf(field, "lower")}`,
  ],
  calls: [
    (name, value) => `try vmwrite(${name}, ${value});`,
    (name, value) => `vmx.vmwrite(${name}, ${value}) catch unreachable;`,
    (name, value) => `try self.vmcs.write(${name}, ${value});`,
    (name, value) => `vmcs.write(${name}, ${value});`,
  ],
  frame: (body, name) => `pub fn ${name}(self: *Self) !void {\n${shiftBody(body, "    ")}\n}`,
  unknowable: [
    "cpu.readCr0()",
    "rdmsr(.efer)",
    "@intFromPtr(&guestEntry)",
    "stack_top - 8",
    "self.config.cr3",
    "if (long_mode) 0x500 else 0x100",
    "arch.default_word",
    "adjustControls(.pin, 0x16)",
  ],
  branch: (condition, then, otherwise) => bracedBranch(`if (${condition})`, then, otherwise),
  record: (members) => `.{ ${members.map(([name, value]) => `.${name} = ${value}`).join(", ")} }`,
  copy: (to, from) => `var ${to} = ${from};`,
  variable: (name, value) => `var ${name}: u64 = ${value};`,
  loop: (body) => ["for (0..count) |_| {", `    ${body}`, "}"],
  conditions: ["long_mode", "self.is_bsp", "id == 0"],
};

export const go: Language = {
  ...c,
  comment: (text) => `// ${text}`,
  literals: [hex, hexUpper, underscored, decimal, binary, octal],
  wide: decimal,
  andNot: (left, right) => `${left} &^ ${right}`,
  casts: [(text, width) => `uint${width}(${text})`, (text) => `(${text})`],
  allOnes: ["math.MaxUint64", "^uint64(0)", "0xffffffffffffffff", "1<<64 - 1"],
  constants: [
    (name, text) => `const ${name} = ${text}`,
    (name, text, width) => `const ${name} uint${width} = ${text}`,
    (name, text) => `const (\n\t${name} = ${text}\n)`,
  ],
  constantsMayFollow: true,
  locals: [
    (name, text) => `${name} := uint64(${text})`,
    (name, text, width) => `var ${name} uint${width} = ${text}`,
  ],
  constantName: camel,
  localName: camel,
  fieldNames: [
    (field) => nameOf(field, "acronyms"),
    (field) => nameOf(field, "camel"),
    (field) => `vmcs.${nameOf(field, "camel")}`,
    (field) => `Field${nameOf(field, "camel")}`,
  ],
  calls: [
    (name, value) => `vm.Write(${name}, ${value})`,
    (name, value) => `must(vmwrite(${name}, ${value}))`,
    (name, value) => `if err := v.VMWrite(${name}, ${value}); err != nil {\n\treturn err\n}`,
    (name, value) => `_ = vcpu.WriteVMCS(${name}, ${value})`,
    (name, value) => `vmx.Vmwrite(${name}, ${value})`,
  ],
  frame: (body, name) =>
    `func (v *VCPU) ${name}() error {\n${shiftBody(body, "\t")}\n\treturn nil\n}`,
  end: "",
  unknowable: [
    "readCR0()",
    "rdmsr(msrEFER)",
    "uint64(uintptr(unsafe.Pointer(&stack[0])))",
    "cfg.Entry",
    "v.regs.RSP - 8",
    "arch.DefaultWord",
    "adjust(0x80, msrProcCtls)",
    "pml4.Phys()",
  ],
  branch: (condition, then, otherwise) => bracedBranch(`if ${condition}`, then, otherwise),
  record: (members) =>
    `Segment{${members.map(([name, value]) => `${GO_MEMBERS[name] ?? capital(name)}: ${value}`).join(", ")}}`,
  copy: (to, from) => `${to} := ${from}`,
  variable: (name, value) => `${name} := uint64(${value})`,
  loop: (body) => ["for i := 0; i < n; i++ {", `    ${body}`, "}"],
  conditions: ["longMode", "v.bsp", "id == 0", "cfg.PAE"],
};
