/**
 * Texts that hold no dump: what other programs log, disassemblies, hex dumps, prose. Made from the
 * programs' own line forms with any numbers and words, among them the names of registers wherever
 * such a program prints them.
 */
import { generator } from "./generator.ts";

type Random = (below: number) => number;
type Line = (random: Random) => string;

const pick = <Item>(random: Random, list: readonly Item[]): Item =>
  list[random(list.length)] as Item;

const digits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random(16).toString(16)).join("");

const two = (value: number): string => String(value).padStart(2, "0");

const time = (random: Random): string => `${two(random(24))}:${two(random(60))}:${two(random(60))}`;

const day = (random: Random): string =>
  `20${two(10 + random(20))}-${two(1 + random(12))}-${two(1 + random(28))}`;

const address = (random: Random): string => [1, 2, 3, 4].map(() => random(256)).join(".");

const NAMES = ["vault", "ingest", "mailer", "render", "sched", "proxy", "cache", "guest", "host"];
const UNITS = ["Session", "Journal Service", "Network Manager", "Guest Agent", "Daily Cleanup"];
const PATHS = ["/", "/healthz", "/api/v1/items", "/static/app.css", "/cr0", "/guest/state?id=0x10"];
const LEVELS = ["debug", "info", "warn", "error"];

/** The kernel: its devices at boot, and the registers of processes that crashed. */
const KERNEL: readonly Line[] = [
  () => "Command line: BOOT_IMAGE=/vmlinuz root=UUID=0c1d ro quiet cr0=1 efer=0x500",
  (r) =>
    `BIOS-e820: [mem 0x${digits(r, 16)}-0x${digits(r, 16)}] ${pick(r, ["usable", "reserved"])}`,
  (r) => `x86/fpu: Supporting XSAVE feature 0x${digits(r, 3)}: 'AVX registers'`,
  (r) =>
    `pci 0000:00:${two(r(32))}.${r(8)}: [${digits(r, 4)}:${digits(r, 4)}] type 00 class 0x${digits(r, 6)}`,
  (r) => `pci 0000:00:1f.0: reg 0x${digits(r, 2)}: [mem 0x${digits(r, 8)}-0x${digits(r, 8)}]`,
  (r) =>
    `ata${r(9)}: SATA max UDMA/133 abar m2048@0x${digits(r, 8)} port 0x${digits(r, 8)} irq ${r(99)}`,
  () => "kvm: already loaded the other module",
  (r) =>
    `kvm [${r(9999)}]: vcpu${r(8)}, guest rIP: 0x${digits(r, 16)} unhandled rdmsr: 0x${digits(r, 3)}`,
  (r) => `CPU: ${r(64)} PID: ${r(99_999)} Comm: ${pick(r, NAMES)} Not tainted 6.${r(18)}.0 #1`,
  (r) =>
    `RIP: 0010:${pick(r, NAMES)}_write+0x${digits(r, 2)}/0x${digits(r, 3)} [${pick(r, NAMES)}]`,
  (r) => `RIP: 0033:0x${digits(r, 12)}`,
  (r) => `RSP: 0018:${digits(r, 16)} EFLAGS: 00010${digits(r, 3)}`,
  (r) => `RAX: ${digits(r, 16)} RBX: ${digits(r, 16)} RCX: ${digits(r, 16)}`,
  (r) => `R13: ${digits(r, 16)} R14: ${digits(r, 16)} R15: ${digits(r, 16)}`,
  (r) => `FS:  ${digits(r, 16)}(0000) GS:${digits(r, 16)}(0000) knlGS:0000000000000000`,
  (r) => `CS:  0010 DS: 0000 ES: 0000 CR0: 00000000${digits(r, 8)}`,
  (r) => `CR2: ${digits(r, 16)} CR3: ${digits(r, 16)} CR4: 0000000000${digits(r, 6)}`,
  (r) => `DR0: 0000000000000000 DR1: 0000000000000000 DR2: ${digits(r, 16)}`,
  (r) => `DR3: 0000000000000000 DR6: 00000000fffe0ff0 DR7: 0000000000000${digits(r, 3)}`,
  () => "Call Trace:",
  (r) => ` ? __${pick(r, NAMES)}_fault+0x${digits(r, 2)}/0x${digits(r, 2)}`,
  (r) =>
    `${pick(r, NAMES)}[${r(9999)}]: segfault at ${digits(r, 4)} ip ${digits(r, 16)} sp ${digits(r, 16)} error ${r(8)}`,
  (r) => `audit: type=1400 audit(${r(1e9)}.${r(1000)}:${r(99)}): apparmor="DENIED" pid=${r(9999)}`,
  (r) => `microcode: sig=0x${digits(r, 5)}, pf=0x${digits(r, 2)}, revision=0x${digits(r, 2)}`,
  (r) => `mce: [Hardware Error]: CPU ${r(16)}: Machine Check: 0 Bank ${r(9)}: ${digits(r, 16)}`,
  (r) =>
    `EDAC MC0: ${r(9)} CE memory read error on CPU_SrcID#0 (channel:${r(4)} page:0x${digits(r, 5)})`,
];

const SERVICES: readonly Line[] = [
  (r) => `systemd[1]: Started ${pick(r, UNITS)}.`,
  (r) => `${pick(r, NAMES)}[${r(9999)}]: accepted connection from ${address(r)} port ${r(65_536)}`,
  (r) => `${pick(r, NAMES)}[${r(9999)}]: exit status ${r(256)}, reason ${r(64)}`,
  (r) => `libvirtd[${r(9999)}]: internal error: process exited while connecting to monitor`,
  (r) => `dhclient: bound to ${address(r)} -- renewal in ${r(9999)} seconds.`,
  (r) =>
    `${pick(r, NAMES)}: hardware error 0x${digits(r, 2)} on fan ${r(8)}, entry ${r(8)} skipped`,
  (r) => `${pick(r, NAMES)}: failed to enter the pool: code ${r(64)}`,
];

const WEB: Line = (r) =>
  `${address(r)} - - [${two(1 + r(28))}/Nov/2024:${time(r)} +0000] "GET ${pick(r, PATHS)} HTTP/1.1" ${pick(r, [200, 301, 404, 500])} ${r(99_999)} "-" "Mozilla/5.0 (X11; x86_64)"`;

const JSON_LINE: Line = (r) =>
  JSON.stringify({
    ts: `${day(r)}T${time(r)}.${r(1000)}Z`,
    level: pick(r, LEVELS),
    logger: pick(r, NAMES),
    msg: pick(r, ["request done", "retry", "entry failed", "guest joined", "state saved"]),
    ...pick(r, [
      { status: r(600), reason: r(64) },
      { guest: digits(r, 8), host: address(r) },
      { cr: r(9), efer: false, tr: [r(9), r(9)] },
      { error: { code: r(64), at: `0x${digits(r, 8)}` } },
    ]),
  });

const KUBERNETES: readonly Line[] = [
  (r) =>
    `I${two(1 + r(12))}${two(1 + r(28))} ${time(r)}.${digits(r, 6).replace(/\D/g, "1")} ${r(99)} reconciler.go:${r(999)}] "operation started" pod="${pick(r, NAMES)}-${digits(r, 5)}"`,
  (r) =>
    `E${two(1 + r(12))}${two(1 + r(28))} ${time(r)}.000001 ${r(99)} pod_workers.go:${r(999)}] "Error syncing pod" err="exit code ${r(256)}"`,
  (r) =>
    `${pick(r, NAMES)}-${digits(r, 10)}-${digits(r, 5)}   ${r(3)}/2   CrashLoopBackOff   ${r(999)}   ${r(99)}d`,
  (r) => `  Last State:     Terminated  Reason: Error  Exit Code: ${r(256)}`,
];

/** A log of several programs of about so many characters. */
export function otherLog(size: number, seed: number): string {
  const random = generator(seed);
  const lines: string[] = [];
  for (let length = 0; length < size;) {
    const at = `Nov ${String(1 + random(28)).padStart(2)} ${time(random)}`;
    const uptime = `${String(random(9999)).padStart(5)}.${String(random(999_999)).padStart(6, "0")}`;
    const forms: readonly (() => string)[] = [
      () => `[${uptime}] ${pick(random, KERNEL)(random)}`,
      () => `${at} vault kernel: [${uptime}] ${pick(random, KERNEL)(random)}`,
      () => `${at} vault ${pick(random, SERVICES)(random)}`,
      () => WEB(random),
      () => JSON_LINE(random),
      () => pick(random, KUBERNETES)(random),
    ];
    // Every program goes on for a while.
    const form = pick(random, forms);
    const run = Array.from({ length: 1 + random(20) }, form);
    lines.push(...run);
    length += run.reduce((sum, line) => sum + line.length + 1, 0);
  }
  return `${lines.join("\n")}\n`;
}

const REGISTERS = ["rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rsp", "rbp", "r8", "r12"];

/** As `objdump -d` prints code, with every instruction that names a register of the guest's state. */
const INSTRUCTIONS: readonly Line[] = [
  (r) => `mov    $0x${digits(r, 8)},%${pick(r, REGISTERS)}`,
  (r) => `mov    %${pick(r, REGISTERS)},0x${digits(r, 2)}(%${pick(r, REGISTERS)})`,
  (r) => `mov    %${pick(r, REGISTERS)},%cr${pick(r, [0, 3, 4])}`,
  (r) => `mov    %cr${pick(r, [0, 3, 4])},%${pick(r, REGISTERS)}`,
  (r) => `mov    %dr7,%${pick(r, REGISTERS)}`,
  (r) => `mov    %${pick(r, ["ds", "es", "fs", "gs", "ss"])},%eax`,
  (r) => `lgdt   0x${digits(r, 6)}(%rip)        # ${digits(r, 6)} <gdtr>`,
  () => "ltr    %ax",
  (r) => `vmwrite %${pick(r, REGISTERS)},%${pick(r, REGISTERS)}`,
  (r) => `vmread %${pick(r, REGISTERS)},(%${pick(r, REGISTERS)})`,
  () => "vmlaunch",
  () => "vmresume",
  (r) => `call   ${digits(r, 6)} <vmx_fail_entry+0x${digits(r, 2)}>`,
  (r) => `jmp    ${digits(r, 6)} <guest_state+0x${digits(r, 2)}>`,
  (r) => `lea    0x${digits(r, 4)}(%rip),%rdi        # ${digits(r, 6)} <GUEST_CR0>`,
  () => "wrmsr",
];

export function disassembly(lines: number, seed: number): string {
  const random = generator(seed);
  let at = 0x401000;
  const printed = Array.from({ length: lines }, () => {
    const bytes = Array.from({ length: 2 + random(6) }, () => digits(random, 2));
    at += bytes.length;
    const code = `${bytes.join(" ")} `.padEnd(22);
    return `  ${at.toString(16)}:\t${code}\t${pick(random, INSTRUCTIONS)(random)}`;
  });
  return `\nprog:     file format elf64-x86-64\n\n0000000000401000 <main>:\n${printed.join("\n")}\n`;
}

const PRINTABLE = /[ -~]/;

/** As `xxd` prints random bytes. */
export function hexDump(bytes: number, seed: number): string {
  const random = generator(seed);
  const rows: string[] = [];
  for (let at = 0; at < bytes; at += 16) {
    const row = Array.from({ length: 16 }, () => random(256));
    const pairs = row.map(
      (byte, index) => byte.toString(16).padStart(2, "0") + (index % 2 ? " " : ""),
    );
    const text = row.map((byte) => {
      const letter = String.fromCharCode(byte);
      return PRINTABLE.test(letter) ? letter : ".";
    });
    rows.push(`${at.toString(16).padStart(8, "0")}: ${pairs.join("")} ${text.join("")}`);
  }
  return `${rows.join("\n")}\n`;
}

/** Sentences about virtual machines, registers and numbers, that report nothing. */
const SENTENCES: readonly Line[] = [
  (r) => `When CR0.PE is set to ${r(2)}, the processor leaves real mode.`,
  (r) => `The manual asks for CR4 bit 13 (0x2000), which we set in step ${r(9)}.`,
  (r) => `An access-rights value such as 0x${digits(r, 4)} for CS was refused on one machine.`,
  () => "If EFER.LME and CR0.PG are both 1, then EFER.LMA must be 1 as well.",
  (r) => `Chapter ${r(30)} explains how the guest's RIP and RSP are loaded from the VMCS.`,
  () => "A VM entry fails if the guest state is invalid; the exit reason then has bit 31 set.",
  () => "We discussed what happens when VMLAUNCH fails, and what the error codes mean.",
  (r) => `GUEST_CR0 is a field of natural width; its encoding is 6800H (table ${r(40)}).`,
  (r) => `In our tests TR = 0x28 and SS = 0x18 worked ${r(99)} times out of 100.`,
  () => "Set RFLAGS = 0x2 and everything else to zero, and you are nearly there.",
  (r) => `The host's GDT has ${r(99)} entries; the guest's GDTR limit is never checked here.`,
  (r) => `Page ${r(999)}: hardware errors, entries into the log, and reasons to worry.`,
];

export function prose(sentences: number, seed: number): string {
  const random = generator(seed);
  const text = Array.from({ length: sentences }, () => pick(random, SENTENCES)(random));
  const paragraphs: string[] = [];
  while (text.length > 0) paragraphs.push(text.splice(0, 2 + random(6)).join(" "));
  // Some are broken into lines, as mails and documents are; a line may begin anywhere in a sentence.
  return `${paragraphs.map((one, at) => (at % 2 ? one : one.replace(/(.{60,78}) /g, "$1\n"))).join("\n\n")}\n`;
}
