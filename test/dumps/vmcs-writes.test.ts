/** C code that writes VMCS fields, and that `witness` prints what it means. */
import { describe, expect, it } from "vitest";
import { asVmcsWrites, guestModes, toHex, witness } from "../../src/arbitraries/index.ts";
import { parseDump } from "../../src/dumps/index.ts";
import { check, rules, type ExchangeState } from "../../src/index.ts";
import { only } from "./fixtures.ts";

const read = (...lines: string[]) => only(parseDump(`${lines.join("\n")}\n`));

/** More than any bound that a pattern might have. */
const BLANKS = " ".repeat(500);

describe("a write", () => {
  it.each([
    ["vmcs_write(GUEST_AR_CS, 0xa09b);", "cs", { accessRights: "0xa09b" }],
    ["\tvmcs_write( GUEST_SEL_TR , 0x40 ) ;", "tr", { selector: "0x40" }],
    ["vmcs_write16(GUEST_ES_SELECTOR, 24);", "es", { selector: "0x18" }],
    ["vmcs_writel(GUEST_IDTR_BASE, 0);", "idtr", { base: "0x0" }],
    ["vmcs_write64(VMCS_LINK_PTR, -1ull);", "vmcsLinkPointer", "0xffffffffffffffff"],
    ["__vmwrite(VMCS_LINK_POINTER, ~0UL);", "vmcsLinkPointer", "0xffffffffffffffff"],
    ["vmwrite(GUEST_ACTV_STATE, 1);", "activityState", "0x1"],
    ["vmcs_write(0x281aul, 0x1ffull);", "fredConfig", "0x1ff"],
    ["vmcs_write(GUEST_RIP,  0x1000);", "rip", "0x1000"],
    ["vmcs_write(GUEST_RIP,\t\t0x1000);", "rip", "0x1000"],
    [`vmwrite${BLANKS}(${BLANKS}GUEST_RIP${BLANKS},${BLANKS}0x1000${BLANKS});`, "rip", "0x1000"],
  ])("%s", (line, name, value) => {
    const { format, state, warnings } = read(line);
    expect(format).toBe("vmcs-writes");
    expect(state.guest).toEqual({ [name]: value });
    expect(warnings).toEqual([]);
  });

  it.each([
    ["~0", "0xffffffffffffffff"],
    ["-1", "0xffffffffffffffff"],
    ["~  0", "0xffffffffffffffff"],
    ["- 1", "0xffffffffffffffff"],
    ["~0u", "0xffffffff"],
    ["-1u", "0xffffffff"],
    ["-1U", "0xffffffff"],
    ["~0l", "0xffffffffffffffff"],
    ["-1ll", "0xffffffffffffffff"],
    ["~0ul", "0xffffffffffffffff"],
    ["-1LU", "0xffffffffffffffff"],
    ["~0ull", "0xffffffffffffffff"],
    ["0x1000llu", "0x1000"],
  ])("of %s is what C makes of it", (number, value) => {
    const { state, warnings } = read(`vmcs_write(GUEST_CR0, ${number});`);
    expect(state.guest).toEqual({ cr0: value });
    expect(warnings).toEqual([]);
  });

  it.each([
    ["vmcs_write(GUEST_ES_SELECTOR, ~0u);", { es: { selector: "0xffff" } }],
    ["vmcs_write(GUEST_ES_LIMIT, -1);", { es: { limit: "0xffffffff" } }],
    ["vmcs_write32(GUEST_CR0, -1);", { cr0: "0xffffffff" }],
    ["vmcs_write16(GUEST_CR0, ~0ul);", { cr0: "0xffff" }],
    ["vmcs_write64(GUEST_CR0, -1);", { cr0: "0xffffffffffffffff" }],
    ["vmcs_writel(GUEST_CR0, ~0);", { cr0: "0xffffffffffffffff" }],
  ])("of all ones fills the parameter, at most the field: %s", (line, guest) => {
    expect(read(line).state.guest).toEqual(guest);
  });

  it.each([
    ["vmcs_write(CPU_EXEC_CTRL0, 0x84006172);", "primaryProcBased"],
    ["vmcs_write(CPU_EXEC_CTRL1, 0x84006172);", "secondaryProcBased"],
    ["vmcs_write(ENT_CONTROLS, 0x84006172);", "entry"],
    ["vmcs_write(EXI_CONTROLS, 0x84006172);", "exit"],
  ])("of a control: %s", (line, name) => {
    expect(read(line).state.controls).toEqual({ [name]: "0x84006172" });
  });

  it("to the halves of a field is one value", () => {
    const { state } = read("vmcs_write(0x2802, 0x5);", "vmcs_write(0x2803, 0x7);");
    expect(state.guest).toEqual({ debugctl: "0x700000005" });
  });

  it.each([
    "vmcs_write(GUEST_CR0, guest_cr0);",
    "vmcs_write(GUEST_CR0, 0x31 | X86_CR0_WP);",
    "vmcs_write(GUEST_CR0, 031);",
    "vmcs_write(GUEST_CR0, 0x31",
    "vmcs_write(GUEST_LINEAR_ADDRESS, 0x31);",
    "vmcs_read(GUEST_CR0, 0x31);",
    "my_vmcs_write(GUEST_CR0, 0x31);",
    "vmwrite error: reg 6800 value 31 (err 12)",
  ])("that is none, or no number, makes no dump: %s", (line) => {
    expect(parseDump(`${line}\n`)).toEqual([]);
  });

  it("of a number that is too wide is told", () => {
    const { state, warnings } = read("vmcs_write(GUEST_RIP, 4096);", "vmcs_write(0x800, 65536);");
    expect(state.guest).toEqual({ rip: "0x1000" });
    expect(warnings.join()).toContain("guest.es.selector has 16 bits, but 65536 has more");
  });

  it("of a number that is wider than the function's parameter is told", () => {
    const { state, warnings } = read(
      "vmcs_write32(GUEST_CR3, 0x100000005);",
      "vmcs_write(GUEST_RIP, 1);",
    );
    expect(state.guest).toEqual({ rip: "0x1" });
    expect(warnings).toEqual([
      "line 1: guest.cr3 is written as 32 bits, but 0x100000005 has more; it is not read",
    ]);
  });

  const unread = (line: number, path: string) =>
    `line ${line}: ${path} is written, but not as a plain number; it is not read`;

  it.each([
    "vmcs_write(GUEST_CR0, guest_cr0);",
    "vmcs_write(GUEST_CR0,  0x31 | X86_CR0_WP);",
    "vmcs_write(GUEST_CR0, X86_CR0_PE |",
    "vmcs_writel(0x6800, (u64)0x31);",
    "vmcs_write(GUEST_CR0, 031);",
    "vmcs_write(GUEST_CR0, ~1u);",
    "vmcs_write(GUEST_CR0, 0x123456789012345678);",
    "vmcs_write(GUEST_CR0, 0x31",
    "vmcs_write(GUEST_CR0,",
    "vmcs_write(GUEST_CR0",
    "vmcs_write(GUEST_CR0);",
  ])("of what is no number is told, wherever it stands: %s", (line) => {
    const rip = "vmcs_write(GUEST_RIP, 4096);";
    for (const [lines, number] of [
      [[line, rip], 1],
      [[rip, line], 2],
    ] as const) {
      const { state, warnings } = read(...lines);
      expect(state.guest).toEqual({ rip: "0x1000" });
      expect(warnings).toEqual([unread(number, "guest.cr0")]);
    }
  });

  it("of what is no number, begun on the line before, is told", () => {
    const { state, warnings } = read(
      "vmcs_write(GUEST_RIP,",
      "\tguest_rip);",
      "vmcs_write(GUEST_CR3,",
      "\t\t5);",
    );
    expect(state.guest).toEqual({ cr3: "0x5" });
    expect(warnings).toEqual([unread(1, "guest.rip")]);
  });

  it("of a field that has no place here is not told", () => {
    const { warnings } = read(
      "vmcs_write(GUEST_RIP, 1);",
      "vmcs_write(EXI_INTR_INFO, read_cr3());",
    );
    expect(warnings).toEqual([]);
  });

  it("of what is no number, to a field that has been written, is told of both states", () => {
    const text = [
      "vmcs_write(GUEST_CR0, 0x31);",
      "vmcs_write(GUEST_RSP, 8);",
      "vmcs_write(GUEST_CR0, cr0);",
      "vmcs_write(GUEST_CR4, cr4);",
      "vmcs_write(GUEST_CR3, 5);",
      "vmcs_write(GUEST_RIP, 6);",
      "vmcs_write(GUEST_RIP, rip);",
    ];
    const told = [unread(3, "guest.cr0"), unread(4, "guest.cr4")];
    const before = (path: string) => `line 5: ${path} was written before this, but was not read`;
    expect(parseDump(`${text.join("\n")}\n`)).toMatchObject([
      { state: { guest: { cr0: "0x31", rsp: "0x8" } }, warnings: told },
      {
        state: { guest: { cr3: "0x5", rip: "0x6" } },
        warnings: [before("guest.cr0"), before("guest.cr4"), unread(7, "guest.rip")],
      },
    ]);
  });

  it("of very many blanks takes no time", () => {
    const blanks = " ".repeat(60_000);
    const start = performance.now();
    for (const line of [
      `vmcs_write${blanks}`,
      `vmcs_write(GUEST_CR0${blanks},`,
      `vmcs_write(GUEST_CR0,${blanks}x`,
      `vmcs_write(GUEST_CR0,${" ~".repeat(30_000)}`,
    ])
      expect(parseDump(`${line}\n`, { format: "vmcs-writes" })).toEqual([]);
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  it("to a field that has been written begins another state", () => {
    const text = [1, 2].map((n) => `vmcs_write(GUEST_RIP, ${n});\nvmcs_write(GUEST_CR3, 5);\n`);
    const states = parseDump(text.join("")).map(({ state }) => state.guest?.rip);
    expect(states).toEqual(["0x1", "0x2"]);
  });
});

describe("what witness prints", () => {
  /** With VMX_PROVE in every mode in which a check can fail, otherwise in the first. */
  const modes = process.env["VMX_PROVE"] === undefined ? [undefined] : guestModes;
  const lower = (group: object): object =>
    JSON.parse(
      JSON.stringify(group).replaceAll(/"0x[0-9A-F]+"/g, (text) => text.toLowerCase()),
    ) as object;

  it("is read back as the same VMCS, for each check", () => {
    const cases = rules.flatMap(({ id }) =>
      modes.flatMap((mode) => {
        const { fail, pass } = witness(id, mode) ?? {};
        return [fail, pass].flatMap((state) => (state === undefined ? [] : [{ id, state }]));
      }),
    );
    expect(cases.length).toBeGreaterThan(rules.length);
    for (const { id, state } of cases) {
      const dump = only(parseDump(asVmcsWrites(state, id)));
      const { guest = {}, controls = {} } = toHex(state) as ExchangeState;
      expect(dump.state.guest, id).toEqual(lower(guest));
      expect(dump.state.controls, id).toEqual(lower(controls));
      expect(dump.warnings).toEqual([]);
    }
  });

  it("with its CPU and memory comes to the same verdict", () => {
    for (const { id } of rules) {
      const { fail } = witness(id) ?? {};
      if (fail === undefined) throw new Error(`no witness of ${id}`);
      const { guest = {}, controls = {} } = only(parseDump(asVmcsWrites(fail, id))).state;
      const { violations } = check({ ...(toHex(fail) as ExchangeState), guest, controls });
      expect(violations.map(({ rule }) => rule)).toEqual([id]);
    }
  });
});
