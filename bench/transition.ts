/**
 * Instructions a second of the transition emulator's machine, alone and with the public check of
 * the state whenever a checked field changed: `npx tsx bench/transition.ts`. The programs are loops
 * typical of boot code in real, 32-bit and 64-bit mode. Seconds are those of the processor, so that
 * other work on the machine matters little.
 */
import { check } from "../src/index.ts";
import { Judge } from "../src/transition/judge.ts";
import { createMachine, createMemory, realModeState } from "../src/transition/machine/index.ts";
import type { Machine, MachineState } from "../src/transition/machine/index.ts";

const FLAT = { base: 0n, limit: 0xffff_ffff };
const data = { selector: 0x10, ...FLAT, accessRights: 0xc093 };
const protectedMode: MachineState = {
  ...realModeState(),
  cr0: 0x11n,
  cs: { selector: 8, ...FLAT, accessRights: 0xc09b },
  ...{ ds: data, es: data, ss: data, fs: data, gs: data },
  gdtr: { base: 0x9000n, limit: 0x1f },
};
const longMode: MachineState = {
  ...protectedMode,
  cr0: 0x8000_0011n,
  cr4: 0x20n,
  efer: 0x500n,
  cs: { selector: 0x18, ...FLAT, accessRights: 0xa09b },
};

interface Program {
  readonly name: string;
  readonly code: string;
  readonly state: MachineState;
}

// Each program ends in a jump to its start.
const PROGRAMS: readonly Program[] = [
  {
    name: "checksum, 16-bit",
    // mov si,8000; mov cx,100; lodsb; add bl,al; adc bh,0; mov [9000],bx; dec cx; jnz -13; jmp start
    code: "be0080 b90001 ac 00c3 80d700 891e0090 49 75f3 ebeb",
    state: realModeState(),
  },
  {
    name: "copy and test, 32-bit",
    // mov esi,8000; mov ecx,100; mov eax,[esi]; lea edx,[eax+ecx*4]; test eax,edx; push edx;
    // pop ebx; mov [esi],eax; add esi,4; cmp ecx,5; dec ecx; jne; jmp start
    code: "be00800000 b900010000 8b06 8d1488 85d0 52 5b 8906 83c604 83f905 49 75ec ebe0",
    state: protectedMode,
  },
  {
    name: "fill, 32-bit (rep stosd)",
    // mov edi,10000; mov ecx,1000; rep stosd; jmp start
    code: "bf00000100 b900100000 f3ab ebf2",
    state: protectedMode,
  },
  {
    name: "copy and test, 64-bit",
    // mov esi,8000; mov ecx,100; mov rax,[rsi]; lea rdx,[rax+rcx*4]; test rax,rdx; mov [rsi],rax;
    // add rsi,8; dec ecx; jne; jmp start
    code: "be00800000 b900010000 488b06 488d1488 4885d0 488906 4883c608 ffc9 75eb ebdf",
    state: longMode,
  },
  {
    name: "segment loads, 32-bit",
    // mov eax,10; mov ds,eax; mov es,eax; inc ebx; cmp ebx,eax; ...; jmp start
    code: "b810000000 8ed8 43 39c3 43 39c3 43 39c3 43 39c3 8ec0 43 39c3 43 39c3 43 39c3 ebdb",
    state: protectedMode,
  },
];

const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text.replaceAll(" ", "").match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

function machineOf({ code, state }: Program): Machine {
  const memory = createMemory();
  memory.load(0x7c00, bytesOf(code));
  // Null, flat code, flat data.
  memory.load(0x9000, bytesOf("0000000000000000 ffff0000009bcf00 ffff00000093cf00"));
  const options = { memory, identityPaging: true };
  return createMachine({ ...state, rip: 0x7c00n, rsp: 0x7000n }, options);
}

/** Processor time of one measurement. */
const SECONDS = 1.5;

function measure(program: Program, judges: boolean): { rate: number; judged: number } {
  const machine = machineOf(program);
  const judge = new Judge(check);
  let version = -1;
  let judged = 0;
  const steps = (count: number): void => {
    for (let index = 0; index < count; index++) {
      const { kind } = machine.step();
      if (kind !== "ok") throw new Error(`${program.name}: ${kind}`);
      if (!judges) continue;
      if (machine.checkedVersion !== version) judged += 1;
      version = machine.checkedVersion;
      judge.at(machine);
    }
  };
  steps(20_000);
  judged = 0;
  const start = process.cpuUsage();
  const used = (): number => {
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1e6;
  };
  let done = 0;
  while (used() < SECONDS) {
    steps(10_000);
    done += 10_000;
  }
  return { rate: done / used(), judged: judged / done };
}

const millions = (rate: number): string => (rate / 1e6).toFixed(2);

console.log("| program | M instructions/s | with checks | checks per 1000 instructions |");
console.log("| --- | ---: | ---: | ---: |");
for (const program of PROGRAMS) {
  const plain = measure(program, false);
  const judged = measure(program, true);
  const per = (judged.judged * 1000).toFixed(1);
  console.log(`| ${program.name} | ${millions(plain.rate)} | ${millions(judged.rate)} | ${per} |`);
}
