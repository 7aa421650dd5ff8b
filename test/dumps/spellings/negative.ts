import type { Dialect, Dialects, Spelling } from "./case.ts";
import type { Dice } from "./dice.ts";
import { FIELDS, SEGMENTS, valueFor, type Field } from "./fields.ts";
import { OTHER_PROGRAMS } from "./negative-programs.ts";
import { nameOf, type NameStyle } from "./names.ts";

/** Source code about VMX that sets no state: nothing may be read from it. */

const nothing = (text: string): Spelling => ({
  text: `${text}\n`,
  expected: {},
  unknown: [],
  view: "vmcs",
});

const hex = (value: number | bigint, digits = 1): string =>
  `0x${value.toString(16).padStart(digits, "0")}`;
const fields = (dice: Dice): Field[] => dice.some(FIELDS, 5, 20);
const body = (lines: readonly string[], indent = "    "): string =>
  lines.map((line) => indent + line).join("\n");

/** Each field a line in the form that is drawn, between a head and a foot. */
type Row = (name: string, field: Field, dice: Dice) => string;
type Listing = readonly [head: string, row: Row, foot: string];
const listing =
  (
    styles: readonly [NameStyle, ...NameStyle[]],
    listings: readonly [Listing, ...Listing[]],
  ): Dialect =>
  (dice) => {
    const style = dice.pick(styles);
    const [head, row, foot] = dice.pick(listings);
    const rows = fields(dice).map((field) => row(nameOf(field, style), field, dice));
    return nothing([head, body(rows, head === "" ? "" : "    "), foot].filter(Boolean).join("\n"));
  };

const value = (dice: Dice, field: Field): string => hex(valueFor(dice, field));

const encodings = listing(
  ["upper", "camel", "constant", "lower", "prefixed"],
  [
    [
      "enum vmcs_field {",
      (name, { encoding }) => `${name.padEnd(34)} = ${hex(encoding, 8)},`,
      "};",
    ],
    [
      "enum class VmcsField : std::uint32_t {",
      (name, { encoding }) => `${name} = ${hex(encoding, 4)},`,
      "};",
    ],
    ["", (name, { encoding }) => `#define ${name}\t${hex(encoding, 8)}`, ""],
    ["", (name, { encoding }) => `#define ${name} (${hex(encoding, 4)}u)`, ""],
    ["", (name, { encoding }) => `pub const ${name}: u32 = ${hex(encoding, 4)};`, ""],
    [
      "pub const Field = enum(u32) {",
      (name, { encoding }) => `${name} = ${hex(encoding, 4)},`,
      "};",
    ],
    ["const (", (name, { encoding }) => `${name} Field = ${hex(encoding, 4)}`, ")"],
    ["class VmcsField(IntEnum):", (name, { encoding }) => `${name} = ${hex(encoding, 4)}`, ""],
    ["ENCODINGS = {", (name, { encoding }) => `${name}: ${hex(encoding, 4)},`, "}.freeze"],
    ["", (name, { encoding }) => `%define ${name} ${hex(encoding, 4)}`, ""],
    ["", (name, { encoding }) => `${name} equ ${encoding.toString(16).padStart(5, "0")}h`, ""],
    ["", (name, { encoding }) => `constexpr uint64_t ${name} = ${encoding};`, ""],
    ["", (name, { encoding }) => `.set ${name}, ${hex(encoding)}`, ""],
  ],
);

const nameTables = listing(
  ["upper", "camel", "prefixed"],
  [
    [
      "static const struct { u32 field; const char *name; } names[] = {",
      (name) => `{ ${name}, "${name}" },`,
      "};",
    ],
    [
      "static const char *const names[] = {",
      (name) => `[${name}] = "${name.toLowerCase()}",`,
      "};",
    ],
    [
      "const struct field_info fields[] = {",
      (name, { width }) => `{ ${name}, ${width / 8}, "${name}" },`,
      "};",
    ],
    ["FIELD_NAMES = {", (name, { encoding }) => `${hex(encoding, 4)}: "${name}",`, "}"],
    ["var names = map[Field]string{", (name) => `${name}: "${name}",`, "}"],
    ["static const u8 field_width[] = {", (name, { width }) => `[${name}] = ${width},`, "};"],
    [
      "const FIELDS: &[(u32, &str)] = &[",
      (name, { encoding }) => `(${hex(encoding, 4)}, "${name}"),`,
      "];",
    ],
  ],
);

const switches = listing(
  ["upper", "camel", "prefixed"],
  [
    ["switch (field) {", (name, { encoding }) => `case ${name}: return ${hex(encoding, 4)};`, "}"],
    ["switch (encoding) {", (name) => `case ${name}:\n        return "${name}";`, "}"],
    [
      "switch (index) {",
      (name, field, dice) => `case ${dice.int(0, 60)}: /* ${name} */ return ${field.width};`,
      "}",
    ],
    ["match field {", (name, { encoding }) => `Field::${name} => ${hex(encoding)},`, "}"],
    ["match encoding {", (name, { encoding }) => `${hex(encoding)} => Some("${name}"),`, "}"],
    ["return switch (f) {", (name, { width }) => `.${name} => ${width},`, "};"],
    [
      "case field",
      (name, { encoding }) => `when :${name.toLowerCase()} then ${hex(encoding)}`,
      "end",
    ],
    ["switch f {", (name) => `case ${name}:\n        return "${name}"`, "}"],
  ],
);

const prints = listing(
  ["upper", "camel"],
  [
    ["", (name) => `printf("${name} = 0x%lx\\n", vmread(${name}));`, ""],
    ["", (name) => `pr_err("${name}: %016llx\\n", vmcs_read(${name}));`, ""],
    ["", (name) => `println!("${name}: {:#x}", vmread(${name})?);`, ""],
    ["", (name) => `std::cout << "${name} = 0x" << std::hex << vmread(${name}) << '\\n';`, ""],
    ["", (name) => `fmt.Printf("${name}=%#x\\n", v.Read(${name}))`, ""],
    ["", (name) => `print(f"${name} = {vmread(${name}):#x}")`, ""],
    ["", (name) => `puts "${name}=%x" % vmcs.read(:${name.toLowerCase()})`, ""],
    ["", (name) => `std.debug.print("${name}: 0x{x}\\n", .{vmread(${name})});`, ""],
    ["", (name) => `DUMP_FIELD(${name});`, ""],
  ],
);

const reads = listing(
  ["upper", "camel", "prefixed"],
  [
    ["", (name) => `u64 v${name.length} = vmread(${name});`, ""],
    ["", (name) => `__vmx_vmread(${name}, &state->${name.toLowerCase()});`, ""],
    ["", (name) => `let value = vmread(${name})?;`, ""],
    ["", (name, { path }) => `s.${path.split(".").slice(1).join("_")} = vmcs_read(${name})`, ""],
    ["", (name) => `saved.${name.toLowerCase()} = rvmcs(vcpu, ${name});`, ""],
    ["", (name) => `mov     ecx, ${name}\n        vmread  rax, rcx`, ""],
    ["", (name) => `if v, err := vm.Read(${name}); err != nil { return v, err }`, ""],
  ],
);

const comparisons = listing(
  ["upper", "camel", "prefixed"],
  [
    ["", (name, field, dice) => `if (vmread(${name}) != ${value(dice, field)}) goto bad;`, ""],
    [
      "",
      (name, field, dice) => `if (vmcs_read(${name}) & ${value(dice, field)})\n\treturn -EINVAL;`,
      "",
    ],
    ["", (name, field, dice) => `BUG_ON(vmcs_read(${name}) == ${value(dice, field)});`, ""],
    ["", (name, field, dice) => `assert_eq!(vmread(${name})?, ${value(dice, field)});`, ""],
    ["", (name, field, dice) => `assert!(vmread(${name}) >= ${value(dice, field)});`, ""],
    ["", (name, field, dice) => `assert vmread(${name}) == ${value(dice, field)}`, ""],
    [
      "",
      (name, field, dice) => `if v := vm.Read(${name}); v != ${value(dice, field)} { t.Fatal(v) }`,
      "",
    ],
    [
      "",
      (name, field, dice) => `ok &= check_bits(${name}, vmread(${name}), ${value(dice, field)});`,
      "",
    ],
    ["", (name, field, dice) => `while (vmread(${name}) < ${value(dice, field)}) cpu_relax();`, ""],
    ["", (name, field, dice) => `return vmread(${name}) == ${value(dice, field)};`, ""],
  ],
);

const tests = listing(
  ["upper", "camel"],
  [
    ["", (name, field, dice) => `EXPECT_EQ(vmread(${name}), ${value(dice, field)});`, ""],
    ["", (name, field, dice) => `expect(vmread(${name})).to eq(${value(dice, field)})`, ""],
    ["", (name, field, dice) => `expect(vmread(${name})).toBe(${value(dice, field)}n);`, ""],
    [
      "",
      (name, field, dice) => `report(vmcs_read(${name}) == ${value(dice, field)}, "${name}");`,
      "",
    ],
    ["", (name, field, dice) => `REQUIRE(vmcs.read(${name}) == ${value(dice, field)});`, ""],
    ["", (name, field, dice) => `self.assertEqual(vmread(${name}), ${value(dice, field)})`, ""],
    ["", (name, { encoding }) => `assert_eq!(${name} as u32, ${hex(encoding)});`, ""],
    ["", (name, { encoding }) => `static_assert(${name} == ${hex(encoding)});`, ""],
    ["", (name, { encoding }) => `TEST_ASSERT_EQ(${name}, ${hex(encoding)});`, ""],
    ["", (name, { encoding }) => `BUILD_BUG_ON(${name} != ${hex(encoding)});`, ""],
  ],
);

const comments = listing(
  ["upper", "spaced", "camel"],
  [
    [
      "/**",
      (name, field, dice) => `* ${name}: must be ${value(dice, field)} when paging is off.`,
      " */",
    ],
    ["", (name, field, dice) => `/// Writes ${name}, for example ${value(dice, field)}.`, ""],
    ["", (name, field, dice) => `// ${name} = ${value(dice, field)} would fail the entry`, ""],
    [
      "",
      (name, field, dice) => `# vmwrite(${name}, ${value(dice, field)}) is refused by the checks`,
      "",
    ],
    ['"""', (name, field, dice) => `${name} holds ${value(dice, field)} after INIT.`, '"""'],
    ["", (name, { encoding }) => `; ${name} has the encoding ${hex(encoding)}`, ""],
    [
      "",
      (name, field, dice) => `* \\param ${name} default ${value(dice, field)}, see the manual`,
      "",
    ],
  ],
);

type Declaration = readonly [string, (name: string, at: number) => string, string];
const declarations: Dialect = (dice) => {
  const type = dice.pick(["u64", "uint64_t", "natural_width", "unsigned long"]);
  const names = fields(dice).map((field) => nameOf(field, "lower"));
  const [head, row, foot] = dice.pick<Declaration>([
    ["struct vmcs12 {", (name: string) => `${type} ${name};`, "} __packed;"],
    ["pub struct Vmcs {", (name: string) => `pub ${name}: u64,`, "}"],
    ["const Vmcs = extern struct {", (name: string) => `${name}: u64,`, "};"],
    ["type Vmcs struct {", (name: string) => `${name} uint64`, "}"],
    [
      "class Vmcs(Structure):\n    _fields_ = [",
      (name: string) => `("${name}", c_uint64),`,
      "    ]",
    ],
    [
      "struct vmcs {",
      (name: string, at: number) => `${type} ${name}; /* ${hex(8 * at, 3)} */`,
      "};",
    ],
    ["struct vmcs {", (name: string) => `${type} ${name} : 64;`, "};"],
    ["", (name: string, at: number) => `CHECK_OFFSET(${name}, ${8 * at});`, ""],
    [
      "",
      (name: string, at: number) => `#define VMCS12_OFFSET_${name.toUpperCase()} ${hex(8 * at)}`,
      "",
    ],
    ["", (name: string, at: number) => `static_assert(offsetof(Vmcs, ${name}) == ${8 * at});`, ""],
  ]);
  return nothing([head, body(names.map(row)), foot].filter(Boolean).join("\n"));
};

const orders: Dialect = (dice) => {
  const names = dice.some(SEGMENTS, 5);
  const indexed = dice.pick([
    (name: string, at: number) => `  ${name}: ${at},`,
    (name: string, at: number) => `  SEG_${name.toUpperCase()} = ${at},`,
    (name: string, at: number) => `  "${name}": ${at},`,
    (name: string, at: number) => `  R_${name.toUpperCase()} = ${at},`,
  ]);
  const head = dice.pick(["const ORDER = {", "enum segment {", "index = {", "enum class Guest {"]);
  return nothing([head, ...names.map(indexed), "}"].join("\n"));
};

/** The definition of the function that writes, without any use of it. */
const accessors: Dialect = (dice) =>
  nothing(
    dice.pick([
      'static inline void vmwrite(u64 field, u64 value)\n{\n\tasm volatile("vmwrite %1, %0" : : "r"(field), "rm"(value) : "cc");\n}',
      "#define GUEST_WRITE(reg, v) vmwrite(GUEST_##reg, (v))\n#define GUEST_READ(reg) vmread(GUEST_##reg)",
      "pub fn set_guest_cr0(&self, value: u64) { self.write(GUEST_CR0, value) }\npub fn set_guest_cr4(&self, value: u64) { self.write(GUEST_CR4, value) }",
      "def write_all(state):\n    for field, value in state.items():\n        vmwrite(field, value)",
      "for (int i = 0; i < 8; i++) {\n\tvmwrite(GUEST_ES_SELECTOR + 2 * i, sel[i]);\n\tvmwrite(GUEST_ES_LIMIT + 2 * i, lim[i]);\n}",
      "func (v *VCPU) SetCR0(x uint64) error { return v.Write(GuestCR0, x) }",
    ]),
  );

/** Code that sets nothing of a guest, by what it does instead. */
export const NEGATIVE_DIALECTS: Dialects = {
  "negative-encodings": encodings,
  "negative-name-tables": nameTables,
  "negative-switches": switches,
  "negative-prints": prints,
  "negative-reads": reads,
  "negative-comparisons": comparisons,
  "negative-tests": tests,
  "negative-comments": comments,
  "negative-declarations": declarations,
  "negative-orders": orders,
  "negative-accessors": accessors,
  ...Object.fromEntries(
    Object.entries(OTHER_PROGRAMS).map(([name, make]): [string, Dialect] => [
      `negative-${name}`,
      (dice) => nothing(make(dice)),
    ]),
  ),
};
