import type { Dice } from "./dice.ts";

/** Code of programs whose registers are no guest's of VMX. */

const hex = (value: bigint | number): string => `0x${value.toString(16)}`;
const framed = (dice: Dice, head: string, statements: readonly string[]): string =>
  [
    head,
    ...dice.some(statements, 4).map((line) => `    ${line}`),
    head.endsWith("{") ? "}" : "",
  ].join("\n");

/** Registers of a thread that a kernel or a library is about to start. */
const threads = (dice: Dice): string => {
  const [owner, head] = dice.pick<readonly [string, string]>([
    ["thread->context.", "void thread_init(struct thread *thread, void (*entry)(void)) {"],
    ["task->regs->", "static void start_thread(struct task_struct *task) {"],
    ["uc.uc_mcontext.", "void make_signal_frame(ucontext_t uc) {"],
    ["frame->", "void build_iret_frame(struct iret_frame *frame) {"],
    ["self.trap_frame.", "fn new_user_task(&mut self) {"],
  ]);
  return framed(dice, head, [
    `${owner}cs = ${hex(dice.pick([0x23, 0x33, 0x1b]))};`,
    `${owner}ss = ${hex(dice.pick([0x2b, 0x23]))};`,
    `${owner}ds = 0x2b;`,
    `${owner}rflags = ${hex(dice.pick([0x202, 0x3202]))};`,
    `${owner}rsp = ${hex(dice.bits(47) & ~15n)};`,
    `${owner}rip = ${hex(dice.bits(40))};`,
    `${owner}rax = 0;`,
  ]);
};

/** A processor in software after its reset: no VMCS, no `kvm_sregs`. */
const emulators = (dice: Dice): string =>
  dice.pick([
    () =>
      framed(dice, "static void x86_cpu_reset(CPUX86State *env) {", [
        "cpu_x86_update_cr0(env, 0x60000010);",
        "env->eip = 0xfff0;",
        "env->dr[6] = DR6_FIXED_1;",
        "env->dr[7] = 0x400;",
        "env->regs[R_EDX] = env->cpuid_version;",
        "cpu_x86_load_seg_cache(env, R_CS, 0xf000, 0xffff0000, 0xffff, DESC_P_MASK | DESC_S_MASK);",
        "cpu_x86_load_seg_cache(env, R_DS, 0, 0, 0xffff, DESC_P_MASK | DESC_W_MASK);",
        "env->idt.limit = 0xffff;",
        "env->gdt.limit = 0xffff;",
      ]),
    () =>
      framed(dice, "void I386Core::Reset() {", [
        "m_cr[0] = 0x60000010;",
        "m_eip = 0xfff0;",
        "m_sreg[CS].selector = 0xf000;",
        "m_sreg[CS].base = 0xffff0000;",
        "m_sreg[CS].limit = 0xffff;",
        "m_idtr.limit = 0x3ff;",
        "set_flags(2);",
      ]),
    () =>
      framed(dice, "CPU.prototype.reset_cpu = function() {", [
        "this.cr[0] = 0x60000010;",
        "this.segment_limits.fill(0xffff);",
        "this.sreg[reg_cs] = 0xf000;",
        "this.instruction_pointer[0] = 0xffff0;",
        "this.flags[0] = 2;",
        "this.gdtr_size[0] = 0;",
      ]),
  ])();

/** Emulators that are driven through a library. */
const libraries = (dice: Dice): string =>
  [
    "mu = Uc(UC_ARCH_X86, UC_MODE_64)",
    `mu.reg_write(UC_X86_REG_RSP, ${hex(dice.bits(32))})`,
    `mu.reg_write(UC_X86_REG_RIP, ${hex(dice.bits(32))})`,
    `mu.reg_write(UC_X86_REG_EFLAGS, ${hex(dice.pick([0x202, 0x2]))})`,
    `mu.reg_write(UC_X86_REG_CR0, ${hex(dice.pick([0x11, 0x80000011]))})`,
    `mu.reg_write(UC_X86_REG_CS, ${hex(dice.pick([0x8, 0x33]))})`,
    "mu.emu_start(ADDRESS, ADDRESS + len(CODE))",
  ].join("\n");

/** A kernel's own registers. */
const kernels = (dice: Dice): string =>
  dice.pick([
    () =>
      framed(dice, "void cpu_init(void) {", [
        "write_cr0(0x80050033);",
        `write_cr3(${hex(dice.bits(32) & ~0xfffn)});`,
        "write_cr4(0x6a0);",
        "wrmsr(MSR_EFER, 0xd01);",
        `tss.rsp0 = ${hex(dice.bits(40))};`,
        "gdtr.limit = sizeof(gdt) - 1;",
        "ltr(0x28);",
      ]),
    () =>
      [
        "start32:",
        ...dice
          .some(
            [
              "mov eax, cr4",
              "or eax, 0x20",
              "mov cr4, eax",
              "mov ecx, 0xc0000080",
              "rdmsr",
              "or eax, 0x100",
              "wrmsr",
              "mov eax, 0x80000011",
              "mov cr0, eax",
              "mov ax, 0x10",
              "mov ds, ax",
              "mov ss, ax",
              "lgdt [gdt_pointer]",
              "jmp 0x08:start64",
            ],
            8,
          )
          .map((line) => `    ${line}`),
      ].join("\n"),
  ])();

/** Structures of registers that a debugger or a tracer fills in. */
const debuggers = (dice: Dice): string =>
  dice.pick([
    () =>
      [
        "struct user_regs_struct regs;",
        "ptrace(PTRACE_GETREGS, pid, 0, &regs);",
        `regs.rip = ${hex(dice.bits(47))};`,
        `regs.rax = ${hex(dice.bits(16))};`,
        `regs.eflags = ${hex(0x246)};`,
        "regs.cs = 0x33;",
        "regs.ss = 0x2b;",
        "ptrace(PTRACE_SETREGS, pid, 0, &regs);",
      ].join("\n"),
    () =>
      [
        "CONTEXT ctx = {0};",
        "ctx.ContextFlags = CONTEXT_FULL;",
        `ctx.Rip = ${hex(dice.bits(47))};`,
        `ctx.Rsp = ${hex(dice.bits(47))};`,
        "ctx.SegCs = 0x33;",
        "ctx.SegSs = 0x2b;",
        "ctx.EFlags = 0x202;",
        "ctx.Dr7 = 0x401;",
        "SetThreadContext(thread, &ctx);",
      ].join("\n"),
    () =>
      [
        "GDB_REGISTERS = [",
        ...dice
          .some(["rip", "eflags", "cs", "ss", "ds", "es", "fs", "gs", "cr0", "cr3", "cr4"], 6)
          .map((name, at) => `    ("${name}", ${dice.pick([32, 64])}, ${16 + at}),`),
        "]",
      ].join("\n"),
  ])();

/** Widths, masks and bit positions of registers, as checks of VM entry have them. */
const masks = (dice: Dice): string => {
  const names = dice.some(["CR0", "CR4", "EFER", "RFLAGS", "DR7", "DEBUGCTL"], 4);
  const row = dice.pick([
    (name: string) => `#define ${name}_RESERVED_BITS ${hex(dice.bits(64))}ULL`,
    (name: string) => `const ${name}_MASK: u64 = ${hex(dice.bits(32))};`,
    (name: string) => `static const u64 vmx_${name.toLowerCase()}_fixed1 = ${hex(dice.bits(32))};`,
    (name: string) => `  ${name.toLowerCase()}: 64,`,
    (name: string) => `${name}_ALLOWED = ${hex(dice.bits(32))}`,
  ]);
  return names.map(row).join("\n");
};

export const OTHER_PROGRAMS: Readonly<Record<string, (dice: Dice) => string>> = {
  threads,
  emulators,
  libraries,
  kernels,
  debuggers,
  masks,
};
