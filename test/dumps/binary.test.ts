import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EVMCS_FIELDS } from "../../src/dumps/binary/evmcs-layout.ts";
import { SREGS_FIELDS } from "../../src/dumps/binary/kvm-sregs-layout.ts";
import type { BinaryField } from "../../src/dumps/binary/layout.ts";
import { VMCS12_FIELDS } from "../../src/dumps/binary/vmcs12-layout.ts";
import { binaryFormats, parseBinary, writeBinary } from "../../src/dumps/index.ts";
import type { ExchangeState } from "../../src/state/exchange.ts";
import {
  EVMCS_STRUCT,
  SREGS_STRUCT,
  VMCS12_STRUCT,
  placesOf,
  sizeOf,
  type StructMember,
} from "./binary-structs.ts";
import { generator } from "./generator.ts";

const dumpOf = (bytes: Uint8Array, format?: string) => {
  const parsed = parseBinary(bytes, format);
  if (!("dump" in parsed)) throw new Error(JSON.stringify(parsed));
  return parsed.dump;
};

/** The exchange path of a member by the name it has in C. */
function cPath(name: string): string | undefined {
  const segment = /^guest_(es|cs|ss|ds|fs|gs|ldtr|tr)_(selector|limit|ar_bytes|base)$/.exec(name);
  if (segment !== null)
    return `guest.${segment[1]}.${segment[2] === "ar_bytes" ? "accessRights" : segment[2]}`;
  const table = /^guest_([gi]dtr)_(limit|base)$/.exec(name);
  if (table !== null) return `guest.${table[1]}.${table[2]}`;
  const pdpte = /^guest_pdptr([0-3])$/.exec(name)?.[1];
  return pdpte === undefined ? NAMES[name] : `guest.pdpte${pdpte}`;
}

const NAMES: Readonly<Record<string, string>> = {
  vmcs_link_pointer: "guest.vmcsLinkPointer",
  guest_ia32_debugctl: "guest.debugctl",
  guest_ia32_pat: "guest.pat",
  guest_ia32_efer: "guest.efer",
  guest_ia32_perf_global_ctrl: "guest.perfGlobalCtrl",
  guest_bndcfgs: "guest.bndcfgs",
  exit_qualification: "controls.exitQualification",
  guest_cr0: "guest.cr0",
  guest_cr3: "guest.cr3",
  guest_cr4: "guest.cr4",
  guest_dr7: "guest.dr7",
  guest_rsp: "guest.rsp",
  guest_rip: "guest.rip",
  guest_rflags: "guest.rflags",
  guest_pending_dbg_exceptions: "guest.pendingDebugExceptions",
  guest_sysenter_esp: "guest.sysenterEsp",
  guest_sysenter_eip: "guest.sysenterEip",
  guest_sysenter_cs: "guest.sysenterCs",
  guest_ia32_s_cet: "guest.sCet",
  guest_s_cet: "guest.sCet",
  guest_ssp: "guest.ssp",
  guest_ia32_int_ssp_table_addr: "guest.interruptSspTableAddr",
  guest_ssp_tbl: "guest.interruptSspTableAddr",
  guest_ia32_lbr_ctl: "guest.lbrCtl",
  pin_based_vm_exec_control: "controls.pinBased",
  cpu_based_vm_exec_control: "controls.primaryProcBased",
  secondary_vm_exec_control: "controls.secondaryProcBased",
  vm_exit_controls: "controls.exit",
  vm_entry_controls: "controls.entry",
  vm_entry_intr_info_field: "controls.entryInterruptionInfo",
  vm_entry_exception_error_code: "controls.entryExceptionErrorCode",
  vm_entry_instruction_len: "controls.entryInstructionLength",
  vm_exit_reason: "controls.exitReason",
  guest_interruptibility_info: "guest.interruptibilityState",
  guest_activity_state: "guest.activityState",
  vmx_preemption_timer_value: "guest.preemptionTimer",
  guest_intr_status: "guest.interruptStatus",
  guest_pml_index: "guest.pmlIndex",
};

function fieldsFrom(members: readonly StructMember[], path: (name: string) => string | undefined) {
  return placesOf(members)
    .flatMap(({ name, offset, size }) => {
      const found = path(name);
      return found === undefined ? [] : [{ path: found, offset, size }];
    })
    .sort((a, b) => a.offset - b.offset);
}

const sorted = (fields: readonly BinaryField[]) => [...fields].sort((a, b) => a.offset - b.offset);

describe("the tables of places", () => {
  it("vmcs12: as a compiler lays out the members", () => {
    expect(sorted(VMCS12_FIELDS)).toEqual(fieldsFrom(VMCS12_STRUCT, cPath));
  });

  it("enlightened VMCS: as a compiler lays out the members", () => {
    expect(sorted(EVMCS_FIELDS)).toEqual(fieldsFrom(EVMCS_STRUCT, cPath));
    expect(sizeOf(EVMCS_STRUCT)).toBe(1024);
  });

  it("kvm_sregs: as a compiler lays out the members", () => {
    expect(sorted(SREGS_FIELDS)).toEqual(
      fieldsFrom(SREGS_STRUCT, (name) =>
        name.startsWith("guest.") || name.startsWith("kvm.") ? name : undefined,
      ),
    );
    expect(sizeOf(SREGS_STRUCT)).toBe(312);
  });
});

const bits = (count: bigint): fc.Arbitrary<bigint> =>
  fc.bigInt({ min: 0n, max: (1n << count) - 1n });
const SEGMENTS = ["cs", "ss", "ds", "es", "fs", "gs", "ldtr", "tr"] as const;
const hex = (value: bigint): string => `0x${value.toString(16)}`;

type Guest = Record<string, unknown>;

const segments = (accessRights: fc.Arbitrary<bigint>): fc.Arbitrary<Guest> =>
  fc.record(
    Object.fromEntries(
      SEGMENTS.map((name) => [
        name,
        fc.record({
          selector: bits(16n).map(hex),
          base: bits(64n).map(hex),
          limit: bits(32n).map(hex),
          accessRights: accessRights.map(hex),
        }),
      ]),
    ),
  );
const registers = (names: readonly string[], width = 64n): fc.Arbitrary<Guest> =>
  fc.record(Object.fromEntries(names.map((name) => [name, bits(width).map(hex)])));
const tables = (limit: bigint): fc.Arbitrary<Guest> =>
  fc.record(
    Object.fromEntries(
      ["gdtr", "idtr"].map((name) => [
        name,
        fc.record({ base: bits(64n).map(hex), limit: bits(limit).map(hex) }),
      ]),
    ),
  );
const merged = (...parts: fc.Arbitrary<Guest>[]): fc.Arbitrary<Guest> =>
  fc.tuple(...parts).map((all) => Object.assign({}, ...all) as Guest);

/** Present segments, or unusable ones: all that struct kvm_segment can tell apart. */
const sregsState: fc.Arbitrary<ExchangeState> = merged(
  segments(
    bits(17n).map((word) => {
      const kept = word & 0x1_f0ffn;
      return (kept & 0x80n) === 0n ? kept | 0x1_0000n : kept;
    }),
  ),
  tables(16n),
  registers(["cr0", "cr3", "cr4", "efer"]),
).map((guest) => ({ guest, view: "guest" }) as ExchangeState);

/** Every field of a vmcs12, with controls that use all of them. */
const vmcs12State: fc.Arbitrary<ExchangeState> = fc
  .tuple(
    merged(
      segments(bits(32n)),
      tables(32n),
      registers([
        ...["cr0", "cr3", "cr4", "dr7", "rsp", "rip", "rflags", "debugctl", "sysenterEsp"],
        ...["sysenterEip", "pendingDebugExceptions", "vmcsLinkPointer", "pat", "efer"],
        ...["perfGlobalCtrl", "bndcfgs", "pdpte0", "pdpte1", "pdpte2", "pdpte3"],
        ...["sCet", "ssp", "interruptSspTableAddr"],
      ]),
      registers(["sysenterCs", "interruptibilityState", "activityState", "preemptionTimer"], 32n),
      registers(["interruptStatus", "pmlIndex"], 16n),
    ),
    bits(32n),
    bits(32n),
    bits(64n),
  )
  .map(
    ([guest, word, other, wide]) =>
      ({
        guest,
        controls: {
          pinBased: hex(word),
          // Tertiary controls have no place.
          primaryProcBased: hex((other | 0x8000_0000n) & ~0x2_0000n),
          secondaryProcBased: hex(word ^ other),
          // Bits 18, 19 and 24:21 load fields without a place.
          entry: hex((other & ~0x01ec_0000n) | 0x11_e000n),
          exit: hex(word),
          entryInterruptionInfo: hex(0x8000_0e00n | (word & 0xffn)),
          entryExceptionErrorCode: hex(other),
          entryInstructionLength: hex(word),
          exitReason: hex(other),
          exitQualification: hex(wide),
        },
      }) as ExchangeState,
  );

describe("writing and reading", () => {
  it("kvm_sregs gives the state back", () => {
    fc.assert(
      fc.property(sregsState, (state) => {
        const { bytes, notes } = writeBinary(state, "kvm_sregs");
        const dump = dumpOf(bytes);
        expect(dump).toMatchObject({ format: "kvm_sregs", view: "guest", warnings: [] });
        expect(dump.state.guest).toEqual(state.guest);
        expect(notes.join()).toContain("apic_base");
      }),
    );
  });

  it("vmcs12 gives the state back, alone and in the nested state", () => {
    fc.assert(
      fc.property(vmcs12State, (state) => {
        const { bytes } = writeBinary(state, "vmcs12");
        const dump = dumpOf(bytes);
        expect(dump).toMatchObject({ format: "vmcs12", view: "vmcs", warnings: [] });
        expect({ guest: dump.state.guest, controls: dump.state.controls }).toEqual(state);
        const nested = dumpOf(nestedState(bytes));
        expect(nested).toMatchObject({ format: "kvm-nested-state", state: dump.state });
      }),
    );
  });

  it("any vmcs12 that can be read is written as it was", () => {
    fc.assert(
      fc.property(vmcs12State, (state) => {
        const { bytes } = writeBinary(state, "vmcs12");
        const again = writeBinary(dumpOf(bytes).state, "vmcs12");
        expect(again.bytes).toEqual(bytes);
      }),
      { numRuns: 20 },
    );
  });

  it("an enlightened VMCS gives every field that has a place in it", () => {
    const random = generator(7);
    for (let round = 0; round < 50; round++) {
      const bytes = new Uint8Array(1024);
      bytes[0] = 1;
      const expected: Record<string, string> = {};
      for (const { path, offset, size } of EVMCS_FIELDS) {
        let value = 0n;
        for (let index = 0; index < size; index++) value = (value << 8n) | BigInt(random(256));
        // A valid software exception with an error code, and every optional field loaded.
        if (path === "controls.entryInterruptionInfo") value = 0x8000_0e0en;
        if (path === "controls.entry") value |= 0x30_2000n;
        if (path === "controls.exitReason") value &= 0xfc00_ffffn;
        for (let index = 0; index < size; index++)
          bytes[offset + index] = Number((value >> BigInt(8 * index)) & 0xffn);
        expected[path] = hex(value);
      }
      const dump = dumpOf(bytes);
      expect(dump.format).toBe("hv-enlightened-vmcs");
      expect(flat(dump.state)).toEqual(expected);
    }
  });

  it("optional fields of an enlightened VMCS are unknown where nothing loads them", () => {
    const bytes = new Uint8Array(4096);
    bytes[0] = 1;
    bytes[544] = 0x31;
    bytes[904] = bytes[912] = bytes[936] = 7;
    const paths = Object.keys(flat(dumpOf(bytes).state));
    expect(paths).toContain("guest.cr0");
    for (const path of ["guest.perfGlobalCtrl", "guest.sCet", "guest.lbrCtl"])
      expect(paths).not.toContain(path);
  });

  it("kvm_sregs2 has PDPTEs if its flag says so", () => {
    const bytes = new Uint8Array(320);
    bytes[15] = 1;
    bytes[18] = 1;
    bytes[288] = 0x21;
    expect(dumpOf(bytes).state.guest).not.toHaveProperty("pdpte0");
    bytes[280] = 1;
    expect(dumpOf(bytes)).toMatchObject({
      format: "kvm_sregs2",
      state: { guest: { pdpte0: "0x21", pdpte3: "0x0" } },
    });
  });

  it("every value says at which byte it stood", () => {
    const { bytes } = writeBinary(fc.sample(vmcs12State, 1)[0] ?? {}, "vmcs12");
    const { origin } = dumpOf(bytes);
    for (const [path, { text }] of origin) {
      const field = VMCS12_FIELDS.find((candidate) => candidate.path === path);
      expect(text).toMatch(new RegExp(`^byte 0x${(field?.offset ?? 0).toString(16)}:`));
      expect(text.split(" ")).toHaveLength(2 + (field?.size ?? 0));
    }
  });
});

function flat(state: ExchangeState): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const visit = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) found[path] = value;
    else
      for (const [key, member] of Object.entries(value))
        visit(member, path === "" ? key : `${path}.${key}`);
  };
  visit({ guest: state.guest ?? {}, controls: state.controls ?? {} }, "");
  return found;
}

function nestedState(vmcs12: Uint8Array, flags = 0): Uint8Array {
  const bytes = new Uint8Array(128 + vmcs12.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, flags, true);
  view.setUint32(4, bytes.length, true);
  bytes.set(vmcs12, 128);
  return bytes;
}

describe("what is refused", () => {
  const sregs = fc.sample(sregsState, 1)[0] ?? {};
  const vmcs12 = fc.sample(vmcs12State, 1)[0] ?? {};
  const having = (state: ExchangeState, path: string, value: string | undefined): ExchangeState => {
    const copy = structuredClone(state);
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    let parent = copy as Record<string, unknown>;
    for (const key of keys) parent = parent[key] as Record<string, unknown>;
    parent[last] = value;
    return copy;
  };
  const without = (state: ExchangeState, path: string): ExchangeState =>
    having(state, path, undefined);

  it.each(Object.keys(flat(sregs)))("kvm_sregs without %s", (path) => {
    expect(() => writeBinary(without(sregs, path), "kvm_sregs")).toThrow(path);
  });

  it.each(
    Object.keys(flat(vmcs12)).filter(
      (path) => !/pdpte|exit(?:Reason|Q)|Timer|Status|pml/.test(path),
    ),
  )("vmcs12 without %s", (path) => {
    expect(() => writeBinary(without(vmcs12, path), "vmcs12")).toThrow(path);
  });

  it.each([
    ["guest.preemptionTimer", "controls.pinBased", "0x40"],
    ["guest.interruptStatus", "controls.secondaryProcBased", "0x200"],
    ["guest.pmlIndex", "controls.secondaryProcBased", "0x20000"],
  ])("vmcs12 without %s, where %s is %s", (path, control, value) => {
    expect(() => writeBinary(without(having(vmcs12, control, value), path), "vmcs12")).toThrow(
      path,
    );
    expect(() =>
      writeBinary(without(having(vmcs12, control, "0x0"), path), "vmcs12"),
    ).not.toThrow();
  });

  it("vmcs12 without PDPTEs, where PAE paging and EPT are used", () => {
    const pae = [
      ["guest.cr0", "0x80000031"],
      ["guest.cr4", "0x2020"],
      ["controls.secondaryProcBased", "0x2"],
    ].reduce((state, [path = "", value = ""]) => having(state, path, value), vmcs12);
    const off = having(pae, "controls.entry", "0x11e000");
    expect(() => writeBinary(without(off, "guest.pdpte2"), "vmcs12")).toThrow("guest.pdpte2");
    const long = having(pae, "controls.entry", "0x11e200");
    expect(() => writeBinary(without(long, "guest.pdpte2"), "vmcs12")).not.toThrow();
  });

  it("what a structure has no place for", () => {
    expect(() => writeBinary(having(vmcs12, "controls.entry", "0x51e000"), "vmcs12")).toThrow(
      "guest.pkrs",
    );
    expect(() =>
      writeBinary(having(vmcs12, "controls.primaryProcBased", "0x80020000"), "vmcs12"),
    ).toThrow("tertiaryProcBased");
    expect(() => writeBinary(having(sregs, "guest.gdtr.limit", "0x10000"), "kvm_sregs")).toThrow(
      "guest.gdtr.limit",
    );
    expect(() => writeBinary(having(sregs, "guest.cs.accessRights", "0x193"), "kvm_sregs")).toThrow(
      "guest.cs.accessRights",
    );
    expect(() => writeBinary(having(sregs, "guest.ds.accessRights", "0x13"), "kvm_sregs")).toThrow(
      "not present",
    );
    expect(() => writeBinary({ ...vmcs12, view: "guest" }, "vmcs12")).toThrow("guest reads");
  });

  it("bytes that are something else, with the reason", () => {
    const objection = (bytes: Uint8Array, format?: string): string => {
      const parsed = parseBinary(bytes, format);
      return "objection" in parsed ? parsed.objection : "";
    };
    expect(objection(new Uint8Array(311), "kvm_sregs")).toContain("311 bytes, not 312");
    expect(objection(new Uint8Array(312).fill(2), "kvm_sregs")).toContain("cs.present");
    expect(objection(new Uint8Array(4096), "vmcs12")).toContain("begins with 0x0");
    expect(objection(Uint8Array.of(4, 0, 0, 0, ...new Uint8Array(4092)))).toContain("VMREAD");
    expect(objection(new Uint8Array(10))).toContain("none of kvm_sregs (312 bytes)");
    const amd = nestedState(new Uint8Array(4096));
    amd[2] = 1;
    expect(objection(amd, "kvm-nested-state")).toContain("AMD");
    expect(() => parseBinary(new Uint8Array(0), "elf")).toThrow(RangeError);
  });

  it("a nested state without a vmcs12 is explained", () => {
    const bytes = new Uint8Array(128);
    bytes[4] = 128;
    expect(parseBinary(bytes)).toMatchObject({ known: { name: "kvm-nested-state-empty" } });
  });
});

describe("whatever the bytes", () => {
  const valid = (): Uint8Array[] => {
    const vmcs12 = writeBinary(fc.sample(vmcs12State, 1)[0] ?? {}, "vmcs12").bytes;
    const evmcs = new Uint8Array(1024);
    evmcs[0] = 1;
    evmcs[544] = 0x31;
    const sregs2 = new Uint8Array(320);
    const sregs = writeBinary(fc.sample(sregsState, 1)[0] ?? {}, "kvm_sregs").bytes;
    sregs2.set(sregs.subarray(0, 280));
    return [sregs, sregs2, vmcs12, nestedState(vmcs12), evmcs];
  };

  it("each is detected as what it is", () => {
    expect(valid().map((bytes) => dumpOf(bytes).format)).toEqual(
      binaryFormats.map(({ name }) => name),
    );
  });

  it("nothing is thrown, and damaged ones are read or refused (20,000 cases)", () => {
    const random = generator(11);
    const samples = valid();
    let read = 0;
    for (let round = 0; round < 20_000; round++) {
      const sample = samples[random(samples.length)] ?? new Uint8Array();
      const bytes = sample.slice(0, random(4) === 0 ? random(sample.length) : sample.length);
      for (let count = random(4); count > 0; count--) bytes[random(bytes.length + 1)] = random(256);
      const names = [undefined, ...binaryFormats.map(({ name }) => name)];
      const parsed = parseBinary(bytes, names[round % names.length]);
      if ("dump" in parsed) read++;
      else expect("objection" in parsed || "known" in parsed).toBe(true);
    }
    expect(read).toBeGreaterThan(2000);
  });

  it("random bytes of the right sizes are never taken for a structure", () => {
    const random = generator(13);
    for (let round = 0; round < 500; round++)
      for (const size of [128, 312, 320, 1000, 1024, 4096]) {
        const bytes = Uint8Array.from({ length: size }, () => random(256));
        expect("objection" in parseBinary(bytes)).toBe(true);
      }
  }, 60_000);
});
