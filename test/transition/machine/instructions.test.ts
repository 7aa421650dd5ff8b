/**
 * One case or more of each instruction that is not arithmetic, in the code sizes where it differs:
 * registers, memory and flags before and after. What is not named must not change.
 */
import { expect, test } from "vitest";

import { differences } from "../../../src/transition/machine/index.ts";
import type { Machine, MachineState } from "../../../src/transition/machine/index.ts";
import { hex, longCode, protectedCode, realCode } from "./build.ts";

type Numbers = Partial<Record<string, bigint>>;
interface Case {
  readonly mode: 16 | 32 | 64;
  readonly code: string;
  readonly text: string;
  readonly before?: Numbers;
  readonly after?: Numbers;
  /** Memory before and after, by address. */
  readonly memory?: Record<number, string>;
  readonly written?: Record<number, string>;
}

const make = { 16: realCode, 32: protectedCode, 64: longCode };
const all = 0xffff_ffff_ffff_ffffn;

const CASES: readonly Case[] = [
  { mode: 16, code: "88e0", text: "mov al, ah", before: { rax: 0x1234n }, after: { rax: 0x1212n } },
  { mode: 16, code: "b4ff", text: "mov ah, 0xff", before: { rax: all }, after: { rax: all } },
  {
    mode: 16,
    code: "89d8",
    text: "mov ax, bx",
    before: { rax: 0x1_1111n, rbx: 0x2222n },
    after: { rax: 0x1_2222n },
  },
  {
    mode: 64,
    code: "89d8",
    text: "mov eax, ebx",
    before: { rax: all, rbx: all },
    after: { rax: 0xffff_ffffn },
  },
  { mode: 64, code: "48c7c0ffffffff", text: "mov rax, -1", after: { rax: all } },
  {
    mode: 64,
    code: "48b88877665544332211",
    text: "mov rax, imm64",
    after: { rax: 0x1122_3344_5566_7788n },
  },
  {
    mode: 64,
    code: "4088f0",
    text: "mov al, sil",
    before: { rsi: 0x1234n },
    after: { rax: 0x34n },
  },
  { mode: 64, code: "4d89c7", text: "mov r15, r8", before: { r8: all }, after: { r15: all } },
  {
    mode: 64,
    code: "8b0500100000",
    text: "mov eax, [rip+0x1000]",
    memory: { 0x8c06: "78563412" },
    after: { rax: 0x1234_5678n },
  },
  {
    mode: 16,
    code: "8b42fe",
    text: "mov ax, [bp+si-2]",
    before: { rbp: 0x5000n, rsi: 0x10n },
    memory: { 0x500e: "cdab" },
    after: { rax: 0xabcdn },
  },
  {
    mode: 16,
    code: "678b448b04",
    text: "mov ax, [ebx+ecx*4+4]",
    before: { rbx: 0x5000n, rcx: 3n },
    memory: { 0x5010: "cdab" },
    after: { rax: 0xabcdn },
  },
  {
    mode: 16,
    code: "c706005034 12",
    text: "mov word [0x5000], 0x1234",
    written: { 0x5000: "3412" },
  },
  {
    mode: 32,
    code: "8d44880a",
    text: "lea eax, [eax+ecx*4+10]",
    before: { rax: 0xffff_fff0n, rcx: 2n },
    after: { rax: 2n },
  },
  {
    mode: 64,
    code: "488d04c8",
    text: "lea rax, [rax+rcx*8]",
    before: { rax: 1n << 63n, rcx: 1n << 61n },
    after: { rax: 1n << 63n },
  },
  {
    mode: 32,
    code: "668d4302",
    text: "lea ax, [ebx+2]",
    before: { rax: 0x1_0000n, rbx: 0xffff_fffen },
    after: { rax: 0x1_0000n },
  },
  {
    mode: 16,
    code: "8706 0050",
    text: "xchg [0x5000], ax",
    before: { rax: 0x1111n },
    memory: { 0x5000: "2222" },
    after: { rax: 0x2222n },
    written: { 0x5000: "1111" },
  },
  {
    mode: 16,
    code: "86c4",
    text: "xchg ah, al",
    before: { rax: 0x1234n },
    after: { rax: 0x3412n },
  },
  {
    mode: 64,
    code: "4891",
    text: "xchg rcx, rax",
    before: { rax: 1n, rcx: all },
    after: { rax: all, rcx: 1n },
  },
  {
    mode: 16,
    code: "0fb6c3",
    text: "movzx ax, bl",
    before: { rax: 0x1111n, rbx: 0x80n },
    after: { rax: 0x80n },
  },
  {
    mode: 32,
    code: "0fbec3",
    text: "movsx eax, bl",
    before: { rbx: 0x80n },
    after: { rax: 0xffff_ff80n },
  },
  {
    mode: 64,
    code: "4863c3",
    text: "movsxd rax, ebx",
    before: { rbx: 0x8000_0000n },
    after: { rax: 0xffff_ffff_8000_0000n },
  },
  { mode: 16, code: "98", text: "cbw", before: { rax: 0x80n }, after: { rax: 0xff80n } },
  { mode: 32, code: "98", text: "cwde", before: { rax: 0x8000n }, after: { rax: 0xffff_8000n } },
  {
    mode: 64,
    code: "4898",
    text: "cdqe",
    before: { rax: 0x8000_0000n },
    after: { rax: 0xffff_ffff_8000_0000n },
  },
  {
    mode: 16,
    code: "99",
    text: "cwd",
    before: { rax: 0x8000n, rdx: 0x1_1111n },
    after: { rdx: 0x1_ffffn },
  },
  { mode: 32, code: "99", text: "cdq", before: { rax: 0x7fff_ffffn, rdx: 5n }, after: { rdx: 0n } },
  { mode: 64, code: "4899", text: "cqo", before: { rax: 1n << 63n }, after: { rdx: all } },
  {
    mode: 32,
    code: "0fc8",
    text: "bswap eax",
    before: { rax: 0x1122_3344n },
    after: { rax: 0x4433_2211n },
  },
  {
    mode: 64,
    code: "480fc8",
    text: "bswap rax",
    before: { rax: 0x1122_3344_5566_7788n },
    after: { rax: 0x8877_6655_4433_2211n },
  },
  {
    mode: 16,
    code: "d7",
    text: "xlatb",
    before: { rbx: 0x5000n, rax: 0xff03n },
    memory: { 0x5003: "77" },
    after: { rax: 0xff77n },
  },
  {
    mode: 16,
    code: "50",
    text: "push ax",
    before: { rax: 0x1234n },
    after: { rsp: 0x6ffen },
    written: { 0x6ffe: "3412" },
  },
  {
    mode: 16,
    code: "6650",
    text: "push eax",
    before: { rax: 0x1234_5678n },
    after: { rsp: 0x6ffcn },
    written: { 0x6ffc: "78563412" },
  },
  { mode: 16, code: "54", text: "push sp", after: { rsp: 0x6ffen }, written: { 0x6ffe: "0070" } },
  {
    mode: 32,
    code: "6aff",
    text: "push -1",
    after: { rsp: 0x6ffcn },
    written: { 0x6ffc: "ffffffff" },
  },
  {
    mode: 64,
    code: "6aff",
    text: "push -1",
    after: { rsp: 0x6ff8n },
    written: { 0x6ff8: "ffffffffffffffff" },
  },
  {
    mode: 64,
    code: "4150",
    text: "push r8",
    before: { r8: 0x11n },
    after: { rsp: 0x6ff8n },
    written: { 0x6ff8: "1100000000000000" },
  },
  {
    mode: 16,
    code: "ff360050",
    text: "push word [0x5000]",
    memory: { 0x5000: "3412" },
    after: { rsp: 0x6ffen },
    written: { 0x6ffe: "3412" },
  },
  {
    mode: 32,
    code: "0e",
    text: "push cs: 16 bits written",
    memory: { 0x6ffc: "aaaaaaaa" },
    after: { rsp: 0x6ffcn },
    written: { 0x6ffc: "0800aaaa" },
  },
  { mode: 16, code: "5c", text: "pop sp", memory: { 0x7000: "3412" }, after: { rsp: 0x1234n } },
  {
    mode: 32,
    code: "8f0424",
    text: "pop dword [esp]: the address after the pop",
    memory: { 0x7000: "01020304" },
    after: { rsp: 0x7004n },
    written: { 0x7004: "01020304" },
  },
  {
    mode: 16,
    code: "60",
    text: "pusha",
    before: { rax: 1n, rcx: 2n, rdx: 3n, rbx: 4n, rbp: 5n, rsi: 6n, rdi: 7n },
    after: { rsp: 0x6ff0n },
    written: { 0x6ff0: "07000600050000700400030002000100" },
  },
  {
    mode: 16,
    code: "61",
    text: "popa",
    memory: { 0x7000: "07000600050099990400030002000100" },
    after: { rax: 1n, rcx: 2n, rdx: 3n, rbx: 4n, rbp: 5n, rsi: 6n, rdi: 7n, rsp: 0x7010n },
  },
  {
    mode: 16,
    code: "9c",
    text: "pushf",
    before: { rflags: 0x246n },
    after: { rsp: 0x6ffen },
    written: { 0x6ffe: "4602" },
  },
  {
    mode: 16,
    code: "9d",
    text: "popf",
    memory: { 0x7000: "ffff" },
    after: { rflags: 0x7fd7n, rsp: 0x7002n },
  },
  {
    mode: 32,
    code: "9d",
    text: "popfd: RF is cleared, VM stays 0",
    memory: { 0x7000: "ffff3f00" },
    after: { rflags: 0x24_7fd7n, rsp: 0x7004n },
  },
  {
    mode: 16,
    code: "c8040000",
    text: "enter 4, 0",
    before: { rbp: 0x1234n },
    after: { rbp: 0x6ffen, rsp: 0x6ffan },
    written: { 0x6ffe: "3412" },
  },
  {
    mode: 32,
    code: "c8080002",
    text: "enter 8, 2",
    before: { rbp: 0x5000n },
    memory: { 0x4ffc: "44332211" },
    after: { rbp: 0x6ffcn, rsp: 0x6fecn },
    written: { 0x6ff4: "fc6f00004433221100500000" },
  },
  {
    mode: 64,
    code: "c9",
    text: "leave",
    before: { rbp: 0x5000n },
    memory: { 0x5000: "8877665544332211" },
    after: { rbp: 0x1122_3344_5566_7788n, rsp: 0x5008n },
  },
  {
    mode: 16,
    code: "a4",
    text: "movsb",
    before: { rsi: 0x5000n, rdi: 0x6000n },
    memory: { 0x5000: "77" },
    after: { rsi: 0x5001n, rdi: 0x6001n },
    written: { 0x6000: "77" },
  },
  {
    mode: 16,
    code: "a5",
    text: "movsw downwards, wrapping",
    before: { rsi: 0n, rdi: 0x6000n, rflags: 0x402n },
    memory: { 0: "cdab" },
    after: { rsi: 0xfffen, rdi: 0x5ffen },
    written: { 0x6000: "cdab" },
  },
  {
    mode: 16,
    code: "26a4",
    text: "es movsb",
    before: { rsi: 0x5000n, rdi: 0x6000n },
    memory: { 0x5000: "55" },
    after: { rsi: 0x5001n, rdi: 0x6001n },
    written: { 0x6000: "55" },
  },
  {
    mode: 64,
    code: "48ab",
    text: "stosq",
    before: { rax: all, rdi: 0x6000n },
    after: { rdi: 0x6008n },
    written: { 0x6000: "ffffffffffffffff" },
  },
  {
    mode: 32,
    code: "ac",
    text: "lodsb",
    before: { rax: 0x1111n, rsi: 0x5000n },
    memory: { 0x5000: "22" },
    after: { rax: 0x1122n, rsi: 0x5001n },
  },
  {
    mode: 16,
    code: "a6",
    text: "cmpsb",
    before: { rsi: 0x5000n, rdi: 0x6000n },
    memory: { 0x5000: "01", 0x6000: "02" },
    after: { rsi: 0x5001n, rdi: 0x6001n, rflags: 0x97n },
  },
  {
    mode: 16,
    code: "ae",
    text: "scasb",
    before: { rax: 2n, rdi: 0x6000n },
    memory: { 0x6000: "02" },
    after: { rdi: 0x6001n, rflags: 0x46n },
  },
  { mode: 16, code: "eb10", text: "jmp +16", after: { rip: 0x7c12n } },
  { mode: 16, code: "e9fdff", text: "jmp self", after: { rip: 0x7c00n } },
  { mode: 16, code: "e90083", text: "jmp wraps at 64 KiB", after: { rip: 0xff03n } },
  { mode: 16, code: "e90084", text: "jmp wraps past 64 KiB", after: { rip: 0x3n } },
  {
    mode: 32,
    code: "ffe0",
    text: "jmp eax",
    before: { rax: 0x1234_5678n },
    after: { rip: 0x1234_5678n },
  },
  {
    mode: 64,
    code: "ffe0",
    text: "jmp rax",
    before: { rax: 0xffff_8000_0000_0000n },
    after: { rip: 0xffff_8000_0000_0000n },
  },
  {
    mode: 16,
    code: "e80d00",
    text: "call +13",
    after: { rip: 0x7c10n, rsp: 0x6ffen },
    written: { 0x6ffe: "037c" },
  },
  {
    mode: 64,
    code: "ff10",
    text: "call [rax]",
    before: { rax: 0x5000n },
    memory: { 0x5000: "0090000000000000" },
    after: { rip: 0x9000n, rsp: 0x6ff8n },
    written: { 0x6ff8: "027c000000000000" },
  },
  {
    mode: 32,
    code: "c20800",
    text: "ret 8",
    memory: { 0x7000: "00500000" },
    after: { rip: 0x5000n, rsp: 0x700cn },
  },
  {
    mode: 64,
    code: "c3",
    text: "ret",
    memory: { 0x7000: "0050000000000000" },
    after: { rip: 0x5000n, rsp: 0x7008n },
  },
  {
    mode: 16,
    code: "e2fe",
    text: "loop, taken",
    before: { rcx: 2n },
    after: { rcx: 1n, rip: 0x7c00n },
  },
  {
    mode: 16,
    code: "e2fe",
    text: "loop, done: only CX counts",
    before: { rcx: 0x1_0001n },
    after: { rcx: 0x1_0000n },
  },
  { mode: 16, code: "e1fe", text: "loope with ZF 0", before: { rcx: 9n }, after: { rcx: 8n } },
  {
    mode: 16,
    code: "e0fe",
    text: "loopne with ZF 0",
    before: { rcx: 9n },
    after: { rcx: 8n, rip: 0x7c00n },
  },
  { mode: 16, code: "e3fe", text: "jcxz", before: { rcx: 0x1_0000n }, after: { rip: 0x7c00n } },
  {
    mode: 32,
    code: "67e3fd",
    text: "jcxz in 32-bit code",
    before: { rcx: 0x1_0000n },
    after: { rip: 0x7c00n },
  },
  { mode: 16, code: "f8", text: "clc", before: { rflags: 3n }, after: { rflags: 2n } },
  { mode: 16, code: "f9", text: "stc", after: { rflags: 3n } },
  { mode: 16, code: "f5", text: "cmc", before: { rflags: 3n }, after: { rflags: 2n } },
  { mode: 16, code: "fd", text: "std", after: { rflags: 0x402n } },
  { mode: 16, code: "fc", text: "cld", before: { rflags: 0x402n }, after: { rflags: 2n } },
  { mode: 16, code: "fa", text: "cli", before: { rflags: 0x202n }, after: { rflags: 2n } },
  { mode: 16, code: "9f", text: "lahf", before: { rflags: 0xd7n }, after: { rax: 0xd700n } },
  { mode: 16, code: "9e", text: "sahf", before: { rax: 0xff00n }, after: { rflags: 0xd7n } },
  {
    mode: 16,
    code: "8cd8",
    text: "mov ax, ds",
    before: { rax: all },
    after: { rax: 0xffff_ffff_ffff_0000n },
  },
  { mode: 32, code: "8ccb", text: "mov ebx, cs", before: { rbx: all }, after: { rbx: 8n } },
  { mode: 32, code: "668c0d00500000", text: "mov [0x5000], cs", written: { 0x5000: "0800" } },
  { mode: 32, code: "0f01e0", text: "smsw eax", after: { rax: 0x11n } },
  { mode: 32, code: "0f00c0", text: "sldt eax", before: { rax: all }, after: { rax: 0n } },
  { mode: 32, code: "0f00c8", text: "str eax", before: { rax: all }, after: { rax: 0n } },
  { mode: 32, code: "0f010500500000", text: "sgdt", written: { 0x5000: "ff0000900000" } },
  { mode: 64, code: "0f01042500500000", text: "sgdt", written: { 0x5000: "ff000090000000000000" } },
  { mode: 32, code: "0f20c0", text: "mov eax, cr0", after: { rax: 0x11n } },
  { mode: 32, code: "0f22d0", text: "mov cr2, eax", before: { rax: 5n }, after: { cr2: 5n } },
  { mode: 32, code: "0f06", text: "clts", before: { cr0: 0x19n }, after: { cr0: 0x11n } },
  { mode: 32, code: "0f21f8", text: "mov eax, dr7", after: { rax: 0x400n } },
  { mode: 32, code: "0f23f8", text: "mov dr7, eax", before: { rax: 0x1n }, after: { dr7: 0x401n } },
  {
    mode: 32,
    code: "0fa2",
    text: "cpuid 0",
    after: { rax: 1n, rbx: 0x756e_6547n, rcx: 0x6c65_746en, rdx: 0x4965_6e69n },
  },
  {
    mode: 64,
    code: "0f30",
    text: "wrmsr fs base",
    before: { rcx: 0xc000_0100n, rax: 0x5000n, rdx: 0xffff_8000n },
    after: { "fs.base": 0xffff_8000_0000_5000n },
  },
  {
    mode: 64,
    code: "0f32",
    text: "rdmsr efer",
    before: { rcx: 0xc000_0080n, rdx: 5n },
    after: { rax: 0x500n, rdx: 0n },
  },
  { mode: 32, code: "0f1f4000", text: "nop [eax]", before: { rax: 0xffff_ffffn } },
  { mode: 32, code: "f390", text: "pause" },
];

function read(state: MachineState, path: string): unknown {
  const [name = "", part] = path.split(".");
  const value = state[name as keyof MachineState];
  return part === undefined ? value : (value as unknown as Record<string, unknown>)[part];
}

test.each(CASES)(
  "$mode-bit $text",
  ({ mode, code, before = {}, after = {}, memory = {}, written = {} }) => {
    const machine: Machine = make[mode](code, before, memory);
    const start = machine.state();
    expect(machine.step()).toMatchObject({ kind: "ok" });
    const end = machine.state();
    const length = BigInt(hex(code).length);
    const expected: Numbers = { rip: 0x7c00n + length, ...after };
    for (const [path, value] of Object.entries(expected)) expect(read(end, path), path).toBe(value);
    const changed = differences(start, end).filter((path) => !(path in expected));
    expect(changed).toEqual([]);
    for (const [address, bytes] of Object.entries(written)) {
      const wanted = hex(bytes);
      expect(machine.memory.copy(Number(address), wanted.length)).toEqual(wanted);
    }
  },
);

/** The conditions by their numbers, as the manual lists them. */
const CONDITIONS: readonly ((f: Record<"c" | "p" | "z" | "s" | "o", boolean>) => boolean)[] = [
  (f) => f.o,
  (f) => f.c,
  (f) => f.z,
  (f) => f.c || f.z,
  (f) => f.s,
  (f) => f.p,
  (f) => f.s !== f.o,
  (f) => f.z || f.s !== f.o,
];

test("all conditions under all flags, for Jcc, SETcc and CMOVcc", () => {
  const machine = protectedCode("90");
  const wrong: string[] = [];
  for (let number = 0; number < 16; number++) {
    const digits = number.toString(16);
    const places: [string, number][] = [
      [`7${digits}10`, 0x7c10],
      [`0f8${digits}00010000`, 0x7c20],
      [`0f9${digits}c1`, 0x7c30],
      [`0f4${digits}ca`, 0x7c40],
    ];
    for (const [code, at] of places) machine.memory.load(at, hex(code));
    for (let bits = 0; bits < 32; bits++) {
      const flag = (index: number): boolean => ((bits >> index) & 1) === 1;
      const f = { c: flag(0), p: flag(1), z: flag(2), s: flag(3), o: flag(4) };
      const mask = [1, 4, 0x40, 0x80, 0x800].reduce((sum, bit, i) => sum + (flag(i) ? bit : 0), 2);
      const positive = CONDITIONS[number >> 1]?.(f) ?? false;
      const holds = number % 2 === 0 ? positive : !positive;
      const after = (rip: number): MachineState => {
        machine.set({ rip: BigInt(rip), rflags: BigInt(mask), rcx: 0x5555n, rdx: 0x7777n });
        machine.step();
        return machine.state();
      };
      const found = [
        after(0x7c10).rip === (holds ? 0x7c22n : 0x7c12n),
        after(0x7c20).rip === (holds ? 0x7d26n : 0x7c26n),
        after(0x7c30).rcx === (holds ? 0x5501n : 0x5500n),
        after(0x7c40).rcx === (holds ? 0x7777n : 0x5555n),
      ];
      if (found.includes(false)) wrong.push(`condition ${number}, flags ${mask.toString(16)}`);
    }
  }
  expect(wrong).toEqual([]);
});
