/** The fields of a VMCS and the capability MSRs by their numbers and by their many names. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { capabilityOfIndex, capabilityOfName } from "../../src/dumps/capability-msrs.ts";
import {
  fieldOfEncoding,
  fieldOfName,
  isFieldWord,
  joinHalves,
} from "../../src/dumps/vmcs-fields.ts";
import { fieldNames } from "../../src/dumps/vmcs-names.ts";
import { OUTPUT_ENCODINGS, OUTPUT_NAMES } from "../../src/dumps/vmcs-outputs.ts";
import { normalName } from "../../src/dumps/vmcs-words.ts";
import { EXCHANGE_FIELDS } from "../../src/state/catalogue.ts";
import { SPELLINGS } from "./vmcs-spellings.ts";

interface Member {
  name: string;
  encoding?: string;
  source?: string;
  width: number | "N" | "bool" | "list";
}

/** Names, encodings and widths, written down apart from those that the package is built from. */
const members = JSON.parse(
  readFileSync(new URL("../fixtures/exchange-members.json", import.meta.url), "utf8"),
) as Record<"fields" | "cpu" | "memory", Member[]>;

const widthOf = ({ width }: Member): number =>
  width === "N" ? 64 : width === "bool" ? 1 : width === "list" ? NaN : width;

describe("the exchange JSON", () => {
  const all = [...members.fields, ...members.cpu, ...members.memory];

  it.each(all.filter(({ width }) => width !== "list").map((member) => [member.name, member]))(
    "has room for %s",
    (path, member) => {
      const spec = EXCHANGE_FIELDS.get(path);
      expect(spec?.width).toBe(widthOf(member));
      expect(spec?.boolean === true).toBe(member.width === "bool");
      expect(spec?.encoding).toBe(member.encoding && Number(member.encoding));
    },
  );

  it("has no other fields of the host, and no other controls", () => {
    const known = new Set(all.map(({ name }) => name));
    for (const path of EXCHANGE_FIELDS.keys())
      if (/^(?:host|controls|launch)\./.test(path)) expect(known.has(path), path).toBe(true);
  });
});

describe("an encoding", () => {
  it.each(members.fields.map((member) => [member.name, member]))(
    "is that of %s",
    (path, member) => {
      const encoding = Number(member.encoding);
      expect(fieldOfEncoding(encoding)).toEqual({ path, width: widthOf(member) });
      const high = fieldOfEncoding(encoding + 1);
      const hasTwo = encoding >= 0x2000 && encoding < 0x4000;
      expect(high).toEqual(hasTwo ? { path: expect.any(String) as string, width: 32 } : undefined);
      if (high === undefined) return;
      const halves = new Map([
        [path, 0x1234_5678n],
        [high.path, 0x9abc_def0n],
      ]);
      expect([...joinHalves(halves).values]).toEqual([[path, 0x9abc_def0_1234_5678n]]);
    },
  );

  it("of what a VM exit reported is known and has no path, in both halves", () => {
    for (const encoding of OUTPUT_ENCODINGS) {
      expect(fieldOfEncoding(encoding)?.path, encoding.toString(16)).toBe("");
      if (encoding >= 0x2000 && encoding < 0x4000)
        expect(fieldOfEncoding(encoding + 1)).toEqual({ path: "", width: 32 });
    }
  });

  it("that no field has is none's", () => {
    for (const encoding of [0x000c, 0x0816, 0x0c0e, 0x2046, 0x2c18, 0x4028, 0x4410, 0x6010, 0x6c1e])
      expect(fieldOfEncoding(encoding), encoding.toString(16)).toBeUndefined();
  });
});

describe.each(Object.entries(SPELLINGS))("a name of %s", (_, names) => {
  it.each(names)("%s", (name, encoding) => {
    const field = fieldOfEncoding(encoding);
    expect(field).toBeDefined();
    expect(fieldOfName(name)).toEqual(field);
    if (field?.width !== 64 || encoding >= 0x6000 || name.endsWith(")")) return;
    const high = fieldOfEncoding(encoding + 1);
    const isCamelCase = /[a-z]/.test(name) && !/[ _]/.test(name);
    for (const suffix of ["_HIGH", "_HI", " (high)", isCamelCase ? "High" : "_high"])
      expect(fieldOfName(name.replace(/_FULL$/, "") + suffix), suffix).toEqual(high);
  });

  it("begins with a word that may begin one", () => {
    for (const [name] of names) expect(isFieldWord(name.split(" ", 1)[0] ?? ""), name).toBe(true);
  });
});

describe("every field", () => {
  const paths = new Set([...fieldNames()].map(([, path]) => path));

  it.each(members.fields.map(({ name }) => name))("%s has a name", (path) => {
    expect(paths.has(path)).toBe(true);
  });

  it("of the guest-state area has a name, too", () => {
    for (const [path, { encoding }] of EXCHANGE_FIELDS)
      if (encoding !== undefined) expect(paths.has(path), path).toBe(true);
  });

  it("has names that are in the normal form and no other's", () => {
    const seen = new Map<string, string>();
    for (const [name, path] of fieldNames()) {
      expect(normalName(name), name).toBe(name);
      expect(seen.get(name) ?? path, name).toBe(path);
      expect(OUTPUT_NAMES.has(name), name).toBe(false);
      seen.set(name, path);
    }
    for (const name of OUTPUT_NAMES.keys()) expect(normalName(name), name).toBe(name);
  });
});

it.each([
  ...[
    "CR0",
    "CR3",
    "RIP",
    "CS",
    "FS_BASE",
    "CS_SELECTOR",
    "EFER",
    "PAT",
    "HOST",
    "GUEST",
    "G",
    "H",
  ],
  ...["HOST_FS", "HOST_TR", "HOST_LDTR_SELECTOR", "HOST_CS_LIMIT", "HOST_DR7", "HOST_RFLAGS"],
  ...["GUEST_CS", "GUEST_CR2", "GUEST_CR8", "HOST_CR2", "CR3_TARGET_VALUE4", "EOI_EXIT_BITMAP4"],
  ...["EXIT", "ENTRY", "CTRL", "controls.entry", "controls.primaryProcBased", "BASIC", "", "_"],
  ...["GUEST_CR0_HIGH", "HOST_RIP_HIGH", "GUEST_CS_SELECTOR_HIGH", "TSC", "VALUE", "ERROR_CODE"],
])("%s is no field's name", (name) => {
  expect(fieldOfName(name)).toBeUndefined();
});

it("a name of any length can be looked up", () => {
  for (const text of ["A", "Aa", "_", "aA", "AAa", "1A"])
    expect(fieldOfName(text.repeat(200_000))).toBeUndefined();
});

describe("a capability MSR", () => {
  const msrs = members.cpu.flatMap(({ name, source = "" }): [string, number][] => {
    const index = /^MSR ([0-9A-F]+)H$/.exec(source)?.[1];
    return index === undefined ? [] : [[name, Number(`0x${index}`)]];
  });

  it.each(msrs)("%s is found by its index", (path, index) => {
    expect(capabilityOfIndex(index)).toBe(path);
  });

  it("has one of twenty indices", () => {
    const found = Array.from({ length: 0x1000 }, (_, index) => index).filter(
      (index) => capabilityOfIndex(index) !== undefined,
    );
    // 48AH, the highest index of a VMCS field, tells nothing that a VM entry needs.
    const wanted = Array.from({ length: 20 }, (_, i) => 0x480 + i).filter((i) => i !== 0x48a);
    expect(found).toEqual([...wanted, 0x982]);
  });

  const NAMES = (
    "BASIC PINBASED_CTLS PROCBASED_CTLS EXIT_CTLS ENTRY_CTLS MISC CR0_FIXED0 CR0_FIXED1 CR4_FIXED0 " +
    "CR4_FIXED1 - PROCBASED_CTLS2 EPT_VPID_CAP TRUE_PINBASED_CTLS TRUE_PROCBASED_CTLS " +
    "TRUE_EXIT_CTLS TRUE_ENTRY_CTLS VMFUNC PROCBASED_CTLS3 EXIT_CTLS2"
  ).split(" ");

  it.each(NAMES.map((name, i) => [name, 0x480 + i] as const).filter(([name]) => name !== "-"))(
    "%s is found by its names",
    (name, index) => {
      for (const prefix of ["IA32_VMX_", "MSR_IA32_VMX_", "MSR_VMX_", "msr_ia32_vmx_"])
        expect(capabilityOfName(prefix + name), prefix).toBe(capabilityOfIndex(index));
    },
  );

  it.each([
    ["TRUE_PROCBASED", "cpu.vmxTrueProcbasedCtls"],
    ["TRUE_PINBASED", "cpu.vmxTruePinbasedCtls"],
    ["TRUE_ENTRY", "cpu.vmxTrueEntryCtls"],
    ["CR4_FIXED0", "cpu.cr4Fixed0"],
    ["vmx_cr0_fixed1", "cpu.cr0Fixed1"],
    ["vmx_basic", "cpu.vmxBasic"],
    ["VMX_MISC", "cpu.vmxMisc"],
    ["EPT_VPID_CAP", "cpu.vmxEptVpidCap"],
    ["IA32_TME_ACTIVATE", "cpu.tmeActivate"],
    ["MSR_IA32_TME_ACTIVATE", "cpu.tmeActivate"],
    ["IA32VmxCr4Fixed1", "cpu.cr4Fixed1"],
  ])("%s is %s", (name, path) => {
    expect(capabilityOfName(name)).toBe(path);
  });

  it.each([
    // VMCS fields, or anything.
    ...["VMX_EXIT_CONTROLS", "VM_ENTRY_CONTROLS", "PIN_BASED_CTLS", "PROCBASED_CTLS", "BASIC"],
    ...["MISC", "MSR_MISC", "TRUE", "CR0", "FIXED0", "MSR", "MSR_BITMAP", "VMX", "", "IA32_EFER"],
  ])("%s is none", (name) => {
    expect(capabilityOfName(name)).toBeUndefined();
  });
});
