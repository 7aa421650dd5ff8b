/** The machine in particular situations: bad input, paging, privilege, devices, looking ahead. */
import { describe, expect, test } from "vitest";

import { check } from "../../../src/index.ts";
import {
  createMachine,
  createMemory,
  guestOf,
  realModeState,
  run,
} from "../../../src/transition/machine/index.ts";
import type { Machine, StepResult } from "../../../src/transition/machine/index.ts";
import { hex, longState, machineWith, protectedCode, protectedState, realCode } from "./build.ts";

/** A GDT: null, flat code, flat data, then what a test adds. */
const gdt = (...more: string[]): string =>
  ["0000000000000000", "ffff0000009acf00", "ffff00000092cf00", ...more].join("");

function steps(machine: Machine, count: number): StepResult {
  let result = machine.step();
  for (let index = 1; index < count; index++) result = machine.step();
  return result;
}

describe("bad input", () => {
  test("code that runs off what was loaded stops before it executes zeros", () => {
    const state = { ...realModeState(), rip: 0x7fffn };
    const machine = machineWith(state, { 0x7fff: "90" });
    expect(machine.step().kind).toBe("ok");
    expect(machine.step()).toMatchObject({
      kind: "unmapped",
      access: "fetch",
      physicalAddress: 0x8000n,
      rip: 0x8000n,
    });
    expect(machine.state().rip).toBe(0x8000n);
  });

  test("an instruction cut off by the end of memory names the missing page", () => {
    const machine = machineWith({ ...realModeState(), rip: 0x7ffen }, { 0x7ffe: "66b8" });
    expect(machine.step()).toMatchObject({ kind: "unmapped", physicalAddress: 0x8000n });
  });

  test("code that runs beyond the limit of CS is #GP", () => {
    const machine = machineWith({ ...realModeState(), rip: 0xffffn }, { 0xffff: "9090" });
    expect(machine.step().kind).toBe("ok");
    expect(machine.step()).toMatchObject({ kind: "fault", vector: 13, errorCode: undefined });
    const cut = machineWith({ ...realModeState(), rip: 0xffffn }, { 0xffff: "b80000" });
    expect(cut.step()).toMatchObject({ kind: "fault", vector: 13 });
  });

  test("an endless loop ends at the limit", () => {
    expect(run(realCode("ebfe"), { steps: 1000 })).toEqual({ kind: "limit", steps: 1000 });
  });

  test("run stops where it is told to, and says what stopped it", () => {
    const code = "40 40 40 f4";
    const until = (machine: Machine): boolean => machine.state().rax === 2n;
    expect(run(realCode(code), { steps: 10, until })).toEqual({ kind: "until", steps: 2 });
    const seen: string[] = [];
    const onStep = ({ instruction }: { instruction: { text: string } }): void => {
      seen.push(instruction.text);
    };
    const halted = run(realCode(code), { steps: 10, onStep });
    expect(halted).toMatchObject({ kind: "stopped", steps: 3, result: { kind: "halt" } });
    expect(seen).toEqual(["inc ax", "inc ax", "inc ax"]);
  });

  test("instructions that write over the next one, and over one already executed", () => {
    // mov byte [7c05],41; at 7c05: inc ax (40) becomes inc cx (41)
    const ahead = realCode("c606057c41 40");
    expect(steps(ahead, 2)).toMatchObject({ kind: "ok", instruction: { bytes: "41" } });
    expect(ahead.state()).toMatchObject({ rax: 0n, rcx: 1n });
    // inc ax; mov byte [7c00],43; jmp 7c00: the second time it is inc bx
    const behind = realCode("40 c606007c43 ebf8");
    steps(behind, 4);
    expect(behind.state()).toMatchObject({ rax: 1n, rbx: 1n });
    // The immediate of an instruction that begins before the byte written.
    const inside = realCode("b81111 c606017c22 ebf6");
    steps(inside, 4);
    expect(inside.state().rax).toBe(0x1122n);
  });

  test("an instruction across two pages is decoded anew when its second page changes", () => {
    // At 7ffe: mov ax,imm16 with the immediate's high byte in the next page; jmp back
    const state = { ...realModeState(), rip: 0x7ffen };
    const machine = machineWith(state, { 0x7ffe: "b811 11 ebfb" });
    machine.step();
    expect(machine.state().rax).toBe(0x1111n);
    machine.step();
    machine.memory.write8(0x8000, 0x33);
    machine.step();
    expect(machine.state().rax).toBe(0x3311n);
  });

  test("a GDT at an odd address is read where it lies", () => {
    const machine = protectedCode(
      "8ed8",
      { rax: 0x10n, gdtr: { base: 0x9ffdn, limit: 0x17 } },
      { 0x9ffd: gdt() },
    );
    expect(machine.step().kind).toBe("ok");
    expect(machine.segment("ds")).toMatchObject({ selector: 0x10, accessRights: 0xc093 });
    expect(machine.memory.read8(0x9ffd + 0x15)).toBe(0x93);
  });

  test("descriptors outside memory", () => {
    const part = { rax: 0x10n, gdtr: { base: 0x0200_0000n, limit: 0xff } };
    const state = protectedState(part);
    const machine = machineWith(state, { 0x7c00: "8ed8" }, { ramSize: 0x10_0000 });
    const before = machine.state();
    expect(machine.step()).toMatchObject({
      kind: "unmapped",
      access: "read",
      physicalAddress: 0x200_0000n,
    });
    expect(machine.state()).toEqual(before);
    // In RAM that was never written a descriptor is all zeros.
    const zeros = machineWith(state, { 0x7c00: "8ed8" });
    expect(zeros.step()).toMatchObject({ kind: "fault", vector: 13, errorCode: 0x10 });
  });

  test("what is not emulated names its bytes and address", () => {
    const machine = realCode("0f58c1");
    expect(machine.step()).toMatchObject({
      kind: "unsupported",
      rip: 0x7c00n,
      reason: "0f58c1 (addps xmm0, xmm1) at 0x7c00: not emulated",
    });
    expect(realCode("66 66 66 66 66 66 66 66 66 66 66 66 66 66 66 40").step()).toMatchObject({
      kind: "fault",
      name: "#GP",
    });
    // MOV CS, AX does not exist; nor does LOCK NOP.
    expect(realCode("8ec8").step()).toMatchObject({ kind: "fault", name: "#UD" });
    expect(realCode("f090").step()).toMatchObject({ kind: "fault", name: "#UD" });
  });

  test("states the machine cannot hold are refused, and nothing changes", () => {
    const machine = realCode("90");
    const before = machine.state();
    const bad = { ...before.ds, base: 1n << 47n };
    expect(() => {
      machine.set({ rax: 5n, ds: bad });
    }).toThrow("ds.base");
    expect(() => {
      machine.set({ efer: 0x500n });
    }).toThrow("efer");
    expect(() => {
      machine.set({ rip: 1n << 32n });
    }).toThrow("rip");
    expect(machine.state()).toEqual(before);
    expect(() => createMemory(-1)).toThrow(RangeError);
  });
});

describe("paging", () => {
  const paged = (tables: Record<number, string>, code: string, part = {}): Machine =>
    machineWith(protectedState({ cr0: 0x8000_0011n, cr3: 0x1000n, ...part }), {
      ...tables,
      0x7c00: code,
    });

  test("32-bit: pages of 4 KiB and 4 MiB, accessed and dirty flags", () => {
    // Linear 0..4 MiB by a table at 2000 whose entry 10H maps to 8000, entry 7 to itself.
    const tables = { 0x1000: "03200000 83004000", 0x201c: "03700000", 0x2040: "03800000" };
    // mov [10004],eax; mov ebx,[400010]
    const machine = paged(tables, "a304000100 8b1d10004000", { rax: 0x1234n, cr4: 0x10n });
    machine.memory.write32(0x40_0010, 77);
    expect(machine.step().kind).toBe("ok");
    expect(machine.memory.read32(0x8004)).toBe(0x1234);
    expect(machine.memory.read32(0x2040)).toBe(0x8063);
    expect(machine.memory.read32(0x201c)).toBe(0x7023);
    expect(machine.step().kind).toBe("ok");
    expect(machine.state().rbx).toBe(77n);
    expect(machine.memory.read32(0x1004)).toBe(0x40_00a3);
    expect(machine.translate(0x1_0004n)).toBe(0x8004n);
    expect(machine.translate(0x80_0000n)).toBeUndefined();
    expect(machine.readLinear(0x1_0004n, 2)).toEqual(Uint8Array.of(0x34, 0x12));
  });

  test("32-bit: absent pages, write protection, user pages", () => {
    const tables = {
      0x1000: "07200000",
      0x201c: "07700000",
      0x2040: "05800000",
      0x2044: "03900000",
    };
    const read = paged(tables, "a100000200");
    const before = read.state();
    expect(read.step()).toMatchObject({
      kind: "fault",
      vector: 14,
      errorCode: 0,
      address: 0x2_0000n,
    });
    expect(read.state()).toEqual(before);
    // Entry 10H is read-only: a supervisor may write it unless CR0.WP is set.
    expect(paged(tables, "a300000100").step().kind).toBe("ok");
    const protectedWrite = paged(tables, "a300000100", { cr0: 0x8001_0011n });
    expect(protectedWrite.step()).toMatchObject({ vector: 14, errorCode: 3 });
    const code3 = { selector: 0x1b, base: 0n, limit: 0xffff_ffff, accessRights: 0xc0fb };
    const data3 = { ...code3, selector: 0x23, accessRights: 0xc0f3 };
    const user = { cs: code3, ss: data3, ds: data3 };
    expect(paged(tables, "a100100100", user).step()).toMatchObject({ vector: 14, errorCode: 5 });
    expect(paged(tables, "a300000100", user).step()).toMatchObject({ vector: 14, errorCode: 7 });
    // A read-modify-write of an absent page faults as a write.
    expect(paged(tables, "830500000200 01").step()).toMatchObject({ vector: 14, errorCode: 2 });
  });

  test("an access across two pages writes nothing when the second is absent", () => {
    const tables = { 0x1000: "03200000", 0x201c: "03700000", 0x2040: "03800000" };
    const machine = paged(tables, "a3fe0f0100", { rax: 0xffff_ffffn });
    expect(machine.step()).toMatchObject({ vector: 14, errorCode: 2, address: 0x1_1001n });
    expect(machine.memory.read32(0x8ffc)).toBe(0);
  });

  test("changed paging structures count at once", () => {
    const tables = {
      0x1000: "03200000",
      0x2008: "03200000",
      0x201c: "03700000",
      0x2040: "03800000",
    };
    // mov eax,[10000]; mov dword [2040],9003 (through entry 2, the table itself); mov ebx,[10000]
    const machine = paged(tables, "a100000100 c7054020000003900000 8b1d00000100");
    machine.memory.write32(0x8000, 1);
    machine.memory.write32(0x9000, 2);
    steps(machine, 3);
    expect(machine.state()).toMatchObject({ rax: 1n, rbx: 2n });
  });

  test("PAE: 2-MiB page, execute-disable, reserved bits", () => {
    const tables = { 0x1000: "01200000 00000000", 0x2000: "83000000 00000000 83002000 00000080" };
    const part = { cr4: 0x20n, efer: 0x800n };
    const machine = paged(tables, "a110002000 b800002000 ffe0", part);
    machine.memory.write32(0x20_0010, 9);
    expect(machine.step().kind).toBe("ok");
    expect(machine.state().rax).toBe(9n);
    steps(machine, 2);
    expect(machine.step()).toMatchObject({ vector: 14, errorCode: 0x11, address: 0x20_0000n });
    // Without EFER.NXE bit 63 is reserved.
    const reserved = paged(tables, "a110002000", { cr4: 0x20n });
    expect(reserved.step()).toMatchObject({ vector: 14, errorCode: 9 });
  });

  test("4-level: 2-MiB pages at both ends of the address space", () => {
    const state = longState({ cr3: 0x1000n, rbx: 0xffff_ffff_ffff_f000n });
    const machine = machineWith(state, {
      0x1000: "03200000 00000000",
      0x1ff8: "03400000 00000000",
      0x2000: "03300000 00000000",
      0x3000: "83000000 00000000",
      0x4ff8: "03500000 00000000",
      0x5ff8: "83006000 00000000",
      // mov [rbx+8],rsp; mov rax,[rbx+8]; mov ecx,[rbx+1000]
      0x7c00: "48896308 488b4308 8b8b00100000",
    });
    expect(machine.step().kind).toBe("ok");
    expect(machine.memory.read32(0x7f_f008)).toBe(0x7000);
    machine.step();
    expect(machine.state().rax).toBe(0x7000n);
    // The address wraps to 0.
    expect(machine.step().kind).toBe("ok");
    machine.set({ rbx: 0x8000_0000_0000n, rip: 0x7c00n });
    expect(machine.step()).toMatchObject({ kind: "fault", name: "#GP", errorCode: 0 });
    machine.set({ rsp: 0x8000_0000_0100n, rip: 0x9000n });
    machine.memory.load(0x9000, hex("50"));
    expect(machine.step()).toMatchObject({ kind: "fault", name: "#SS", errorCode: 0 });
  });

  test("identity paging: the upper half of the address space is the end of 52 bits", () => {
    const part = { rbx: 0xffff_8000_0000_0000n };
    const machine = machineWith(
      longState(part),
      { 0x7c00: "8b03 8903", [2 ** 52 - 2 ** 47]: "78563412" },
      { identityPaging: true },
    );
    machine.step();
    expect(machine.state().rax).toBe(0x1234_5678n);
    machine.set({ rbx: 0xffff_8000_1000_0000n });
    expect(machine.step()).toMatchObject({ kind: "unmapped", access: "write" });
  });

  test("setting CR0.PG under PAE checks the PDPTEs", () => {
    const machine = protectedCode(
      "0f22c0",
      { rax: 0x8000_0011n, cr4: 0x20n, cr3: 0x1000n },
      { 0x1000: "03200000" },
    );
    expect(machine.step()).toMatchObject({ kind: "fault", vector: 13, errorCode: 0 });
  });

  test("A20 off: bit 20 of physical addresses is 0", () => {
    const part = { a20: false, ds: { ...realModeState().ds, selector: 0xffff, base: 0xffff0n } };
    const machine = realCode("a11005", part, { 0x500: "cdab" });
    machine.step();
    expect(machine.state().rax).toBe(0xabcdn);
    const open = realCode("a11005", { ...part, a20: true }, { 0x500: "cdab" });
    open.step();
    expect(open.state().rax).toBe(0n);
  });
});

describe("segmentation", () => {
  test("limits: inside, at the end, expand-down, null", () => {
    const ds = { selector: 0x10, base: 0n, limit: 0xfff, accessRights: 0x4093 };
    const at = (offset: string, segment = ds): StepResult =>
      protectedCode(`a1${offset}`, { ds: segment }).step();
    expect(at("fc0f0000").kind).toBe("ok");
    expect(at("fd0f0000")).toMatchObject({ kind: "fault", name: "#GP", errorCode: 0 });
    const down = { ...ds, accessRights: 0x4097 };
    expect(at("ff0f0000", down)).toMatchObject({ kind: "fault" });
    expect(at("00100000", down).kind).toBe("ok");
    const none = { selector: 0, base: 0n, limit: 0, accessRights: 0x1_0010 };
    expect(at("00000000", none)).toMatchObject({ kind: "fault", name: "#GP" });
    const flat = { ...ds, limit: 0xffff_ffff, accessRights: 0xc093 };
    expect(at("feffffff", flat).kind).toBe("ok");
  });

  test("types: no write to code or read-only data, no read of execute-only code", () => {
    const withType = (accessRights: number, code: string): StepResult => {
      const ds = { selector: 0x10, base: 0n, limit: 0xffff_ffff, accessRights };
      return protectedCode(code, { ds }).step();
    };
    expect(withType(0xc091, "a300200000")).toMatchObject({ kind: "fault", name: "#GP" });
    expect(withType(0xc09b, "a300200000")).toMatchObject({ kind: "fault", name: "#GP" });
    expect(withType(0xc099, "a100200000")).toMatchObject({ kind: "fault", name: "#GP" });
    expect(withType(0xc09b, "a100200000").kind).toBe("ok");
  });

  test("a call gate to an inner level takes the stack from the TSS, a far return goes back", () => {
    const cs = { selector: 0x1b, base: 0n, limit: 0xffff_ffff, accessRights: 0xc0fb };
    const ss = { ...cs, selector: 0x23, accessRights: 0xc0f3 };
    const tr = { selector: 0x28, base: 0x8000n, limit: 0x67, accessRights: 0x8b };
    const machine = protectedCode(
      "9a000000003300", // call 33:0
      { cs, ss, ds: ss, es: ss, fs: ss, gs: ss, tr, rsp: 0x7000n },
      {
        // 18: code 3, 20: data 3, 28: TSS, 30: call gate with 2 parameters to 8:5000
        0x9000: gdt("ffff000000facf00", "ffff000000f2cf00", "67000080008b0000", "0050080002ec0000"),
        0x8004: "00600000 10000000",
        0x7000: "11111111 22222222",
        0x5000: "ca0800", // retf 8
      },
    );
    expect(machine.cpl()).toBe(3);
    expect(machine.step()).toMatchObject({
      kind: "ok",
      farTransfer: { kind: "call", form: "9A", selector: 0x33 },
      segmentLoads: [{ register: "ss", selector: 0x10, form: "9A" }],
    });
    expect(machine.cpl()).toBe(0);
    expect(machine.state()).toMatchObject({ rip: 0x5000n, rsp: 0x6000n - 24n });
    expect(machine.segment("cs").selector).toBe(8);
    const stack = [0, 4, 8, 12, 16, 20].map((offset) =>
      machine.memory.read32(0x6000 - 24 + offset),
    );
    expect(stack).toEqual([0x7c07, 0x1b, 0x1111_1111, 0x2222_2222, 0x7000, 0x23]);
    machine.set({ ds: { ...ss, selector: 0x10, accessRights: 0xc093 } });
    expect(machine.step()).toMatchObject({
      kind: "ok",
      farTransfer: { kind: "return", form: "CA" },
    });
    expect(machine.cpl()).toBe(3);
    expect(machine.state()).toMatchObject({ rip: 0x7c07n, rsp: 0x7008n });
    // DS was of level 0: null now.
    expect(machine.segment("ds")).toEqual({
      selector: 0,
      base: 0n,
      limit: 0,
      accessRights: 0x1_0010,
    });
    expect(machine.segment("es").selector).toBe(0x23);
  });

  test("IRET to an outer level drops inner data segments", () => {
    const machine = protectedCode(
      "cf",
      {},
      {
        0x9000: gdt("ffff000000facf00", "ffff000000f2cf00"),
        0x7000: "007d0000 1b000000 02320000 00600000 23000000",
      },
    );
    expect(machine.step()).toMatchObject({ kind: "ok", farTransfer: { kind: "interrupt-return" } });
    expect(machine.cpl()).toBe(3);
    expect(machine.state()).toMatchObject({ rip: 0x7d00n, rsp: 0x6000n, rflags: 0x3202n });
    for (const name of ["ds", "es", "fs", "gs"] as const) {
      expect(machine.segment(name).accessRights).toBe(0x1_0010);
    }
  });

  test("task gates and task switches are refused by name", () => {
    const machine = protectedCode("ea000000001800", {}, { 0x9000: gdt("0000280000850000") });
    expect(machine.step()).toMatchObject({
      kind: "unsupported",
      reason: expect.stringContaining("task switch") as string,
    });
  });

  test("L=1 with D=1 is refused in IA-32e mode; QEMU takes it", () => {
    const blocks = { 0x9000: gdt("ffff0000009aef00"), 0x7c00: "ff2e", 0x5000: "007d00001800" };
    // jmp far [rsi]
    const state = longState({ rsi: 0x5000n });
    const strict = machineWith(state, blocks, { identityPaging: true });
    expect(strict.step()).toMatchObject({ kind: "fault", name: "#GP", errorCode: 0x18 });
    const lax = machineWith(state, blocks, { identityPaging: true, behaviour: "qemu-tcg" });
    expect(lax.step().kind).toBe("ok");
    expect(lax.segment("cs").accessRights).toBe(0xe09a);
  });

  test("the three conventions for CS in real mode", () => {
    const cs = { selector: 8, base: 0n, limit: 0xffff, accessRights: 0x9f };
    const types = ([3, 11, "kept"] as const).map((realModeCsType) => {
      const machine = machineWith(
        protectedState({ cs, rax: 0x10n }),
        { 0x7c00: "0f22c0 ea007d0000" },
        { behaviour: { ...realCode("90").behaviour, realModeCsType } },
      );
      machine.step();
      const first = machine.segment("cs").accessRights & 0xf;
      machine.step();
      return [first, machine.segment("cs").accessRights & 0xf];
    });
    expect(types).toEqual([
      [3, 3],
      [11, 11],
      [15, 15],
    ]);
  });

  test("a null register loaded in real mode is what the segment checks refuse later", () => {
    // The exception named in properties.test.ts is real.
    const machine = protectedCode("8ed8 0f22c1 8ed8 0f22c2 66ea107c00000800", {
      rax: 0n,
      rcx: 0x10n,
      rdx: 0x11n,
      cs: { selector: 8, base: 0n, limit: 0xffff, accessRights: 0x9b },
    });
    machine.memory.load(0x9000, hex(gdt()));
    for (let index = 0; index < 5; index++) expect(machine.step().kind).toBe("ok");
    expect(machine.segment("ds")).toEqual({ selector: 0, base: 0n, limit: 0, accessRights: 0x90 });
    const { violations } = check({
      guest: guestOf(machine.state()),
      assume: { unrestrictedGuest: true, ept: true, ia32eModeGuest: false },
    });
    const ofData = violations.filter(({ register }) => register === "ds").map(({ rule }) => rule);
    expect(ofData).toEqual(["ds-type-accessed"]);
  });
});

describe("interrupts, strings, devices", () => {
  test("INT and IRET through the vector table of real mode", () => {
    const machine = realCode("cd10 90", { rflags: 0x202n }, { 0x40: "00500000", 0x5000: "cf" });
    expect(machine.step()).toMatchObject({
      kind: "ok",
      farTransfer: { kind: "interrupt", form: "CD", selector: 0, offset: 0x5000n },
    });
    expect(machine.state()).toMatchObject({ rip: 0x5000n, rsp: 0x6ffan, rflags: 2n });
    expect(machine.step()).toMatchObject({ farTransfer: { kind: "interrupt-return", form: "CF" } });
    expect(machine.state()).toMatchObject({ rip: 0x7c02n, rsp: 0x7000n, rflags: 0x202n });
    const short = realCode("cd10", { idtr: { base: 0n, limit: 0x42 } });
    expect(short.step()).toMatchObject({ kind: "fault", name: "#GP" });
    expect(protectedCode("cd10").step()).toMatchObject({ kind: "unsupported" });
  });

  test("one iteration of a repeated instruction is one step", () => {
    const machine = realCode(
      "f3a4 90",
      { rcx: 2n, rsi: 0x5000n, rdi: 0x6000n },
      { 0x5000: "1234" },
    );
    expect(machine.step()).toMatchObject({ kind: "ok", repeating: true });
    expect(machine.state()).toMatchObject({ rip: 0x7c00n, rcx: 1n, rsi: 0x5001n, rdi: 0x6001n });
    expect(machine.step()).toMatchObject({ kind: "ok", repeating: false });
    expect(machine.state()).toMatchObject({ rip: 0x7c02n, rcx: 0n });
    expect(machine.memory.read16(0x6000)).toBe(0x3412);
    const none = realCode("f3a4", { rcx: 0n });
    expect(none.step()).toMatchObject({ kind: "ok", repeating: false });
    const found = realCode("f2ae", { rcx: 9n, rdi: 0x5000n, rax: 0x34n }, { 0x5000: "1234" });
    expect(found.step()).toMatchObject({ repeating: true });
    expect(found.step()).toMatchObject({ repeating: false });
    expect(found.state().rcx).toBe(7n);
  });

  test("ports, MSRs and CPUID are the caller's; what nobody answers is unsupported", () => {
    const out: unknown[] = [];
    const machine = machineWith(
      { ...realModeState(), rip: 0x7c00n, rcx: 0x10n },
      { 0x7c00: "e464 e680 66ed 0f32 0f30 0fa2 e465" },
      {
        devices: {
          portIn: (port, width) => (port === 0x64 ? 0x1ff : width === 4 ? 0xffff_ffff : undefined),
          portOut: (...all) => {
            out.push(all);
            return true;
          },
          readMsr: (index) => (index === 0x10 ? 0x1_2345_6789n : undefined),
          writeMsr: (index, value) => index === 0x10 && value === 0x1_2345_6789n,
          cpuid: (leaf) => ({ eax: leaf + 1, ebx: 2, ecx: 3, edx: 4 }),
        },
      },
    );
    machine.step();
    expect(machine.state().rax).toBe(0xffn);
    machine.step();
    expect(out).toEqual([[0x80, 1, 0xff]]);
    machine.step();
    expect(machine.state().rax).toBe(0xffff_ffffn);
    steps(machine, 2);
    expect(machine.state()).toMatchObject({ rax: 0x2345_6789n, rdx: 1n });
    machine.step();
    expect(machine.state()).toMatchObject({ rax: 0x2345_678an, rbx: 2n, rcx: 3n, rdx: 4n });
    expect(machine.step()).toMatchObject({ kind: "unsupported" });
    expect(realCode("e460").step()).toMatchObject({ kind: "unsupported" });
    expect(realCode("0f32", { rcx: 0x1bn }).step()).toMatchObject({ kind: "unsupported" });
    expect(realCode("e660").step().kind).toBe("ok");
  });

  test("ports above IOPL go by the bitmap of the TSS", () => {
    const cs = { selector: 0x1b, base: 0n, limit: 0xffff_ffff, accessRights: 0xc0fb };
    const ss = { ...cs, selector: 0x23, accessRights: 0xc0f3 };
    const tr = { selector: 0x28, base: 0x8000n, limit: 0xff, accessRights: 0x8b };
    const on = (bitmap: string): StepResult =>
      protectedCode("e680", { cs, ss, ds: ss, tr }, { 0x8066: "7000", 0x8080: bitmap }).step();
    expect(on("feff").kind).toBe("ok");
    expect(on("0100")).toMatchObject({ kind: "fault", name: "#GP" });
  });

  test("STI and MOV SS hold interrupts off for one instruction", () => {
    const machine = realCode("fb 90 8ed0 90 fb 90");
    const seen = Array.from({ length: 4 }, () => {
      machine.step();
      return machine.state().interruptibilityState;
    });
    expect(seen).toEqual([1, 0, 2, 0]);
  });
});

describe("looking", () => {
  test("peek says what would be loaded, also where that would fault", () => {
    const machine = realCode(
      "8ed3 07 66ea000010001000 cb 0fb21e0050",
      { rbx: 0x3000n },
      {
        0x5000: "0080 3412",
        0x7000: "5500 7700",
      },
    );
    expect(machine.peek()).toMatchObject({
      kind: "instruction",
      instruction: { opcode: "8E", form: "8E register", modrm: "register", text: "mov ss, bx" },
      segmentLoads: [{ register: "ss", selector: 0x3000, form: "8E register" }],
    });
    machine.set({ rip: 0x7c02n });
    expect(machine.peek()).toMatchObject({
      segmentLoads: [{ register: "es", selector: 0x55, form: "07" }],
    });
    machine.set({ rip: 0x7c03n });
    expect(machine.peek()).toMatchObject({
      instruction: { form: "EA", operandSize: 32, bytes: "66ea000010001000" },
      farTransfer: {
        kind: "jump",
        form: "EA",
        selector: 0x10,
        offset: 0x10_0000n,
        operandSize: 32,
      },
    });
    machine.set({ rip: 0x7c0bn });
    expect(machine.peek()).toMatchObject({
      farTransfer: { kind: "return", selector: 0x77, offset: 0x55n },
    });
    machine.set({ rip: 0x7c0cn });
    expect(machine.peek()).toMatchObject({
      segmentLoads: [{ register: "ss", selector: 0x1234, form: "0F B2" }],
    });
    expect(machine.instructions).toBe(0);
    machine.set({ cr0: 0x11n, rip: 0x7c00n, rbx: 0n });
    expect(machine.peek()).toMatchObject({ segmentLoads: [{ register: "ss", selector: 0 }] });
    expect(machine.step()).toMatchObject({ kind: "fault", name: "#GP", errorCode: 0 });
  });

  test("forms name opcodes as the manual does", () => {
    const form = (code: string): string => {
      const peeked = realCode(code).peek();
      return peeked.kind === "instruction" ? peeked.instruction.form : peeked.kind;
    };
    expect(form("2e66ff2e157c")).toBe("FF /5");
    expect(form("8e1e0050")).toBe("8E memory");
    expect(form("0f22c0")).toBe("0F 22");
    expect(form("0f01f0")).toBe("0F 01 /6");
    expect(form("0fa1")).toBe("0F A1");
    expect(form("0fbae808")).toBe("0F BA /5");
    expect(form("8306005001")).toBe("83 /0");
    expect(form("c50e0050")).toBe("C5");
  });

  test("checkedVersion moves with what VM entry checks and with nothing else", () => {
    const quiet = protectedCode("01d8 39c8 890500200000 f7d8 50 5b ebf0");
    const version = quiet.checkedVersion;
    for (let index = 0; index < 50; index++) expect(quiet.step().kind).toBe("ok");
    expect(quiet.checkedVersion).toBe(version);
    for (const code of ["8ed8", "0f22c0", "0f22d8", "0f22e0", "0f23f8", "fb", "0f0116"]) {
      const loud = protectedCode(`${code}00200000`, { rax: code === "0f22c0" ? 0x11n : 0n });
      const before = loud.checkedVersion;
      expect(loud.step().kind, code).toBe("ok");
      expect(loud.checkedVersion, code).not.toBe(before);
    }
  });

  test("one memory may serve two machines", () => {
    const memory = createMemory();
    memory.load(0x7c00, hex("40 ebfd"));
    const state = { ...realModeState(), rip: 0x7c00n };
    const [one, other] = [createMachine(state, { memory }), createMachine(state, { memory })];
    steps(one, 3);
    memory.write8(0x7c00, 0x43);
    steps(other, 3);
    expect([one.state().rax, other.state().rax, other.state().rbx]).toEqual([2n, 0n, 2n]);
  });
});
