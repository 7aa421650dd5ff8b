import { sources } from "../generated/sources.ts";
import { fill } from "../rules/facts.ts";
import { fieldAt, fromState, valueOf } from "./layout.ts";
import type { CompleteSegment, CompleteState } from "./state.ts";

const hex = (value: number | bigint): string => `0x${value.toString(16)}`;

/** VMCS encodings by path, from the catalogue of fields. */
function encodings(): [encoding: number, path: string][] {
  const result: [number, string][] = [];
  for (const file of Object.values(sources.fields)) {
    (file.for ?? [undefined]).forEach((register, i) => {
      for (const { path, encoding } of Object.values(file.fields ?? {})) {
        const number = Array.isArray(encoding) ? encoding[i] : encoding;
        if (number !== undefined) result.push([Number(number), fill(path, register)]);
      }
    });
  }
  return result.sort(([a], [b]) => a - b);
}

/** What no VMCS field holds, as lines of comments. */
function facts({ cpu, memory }: CompleteState): string[] {
  const show = (value: unknown): string =>
    typeof value === "boolean"
      ? String(value)
      : Array.isArray(value)
        ? value.map(show).join(" ")
        : hex(value as number | bigint);
  return [
    ...Object.entries(cpu).map(([name, value]) => ` * cpu.${name} ${show(value)}`),
    ...Object.entries(memory).map(([name, value]) => ` * memory.${name} ${show(value)}`),
  ];
}

/**
 * A state as a list of VMCS writes in the style of kvm-unit-tests, by encoding; what is not in the
 * VMCS (CPU facts, memory) stands in a comment before it.
 *
 * @throws TypeError if the state is not complete
 */
export function asVmcsWrites(state: CompleteState, title: string): string {
  const words = fromState(state);
  if (words === undefined) throw new TypeError("not a complete state");
  const lines = encodings()
    .filter(([, path]) => path !== "controls.exitReason" && path !== "controls.exitQualification")
    .map(([encoding, path]) => {
      const number = `0x${encoding.toString(16).padStart(4, "0")}`;
      return `vmcs_write(${number}, ${hex(valueOf(words, fieldAt(path)))}ull); /* ${path} */`;
    });
  return `/* ${title}\n *\n${facts(state).join("\n")}\n */\n${lines.join("\n")}\n`;
}

/**
 * The part of a state that KVM_SET_SREGS takes, as a C initialiser of `struct kvm_sregs`. It has no
 * place for most fields, nor for bits 11:8 and 31:17 of access rights: a comment says so.
 */
export function asKvmSregs(state: CompleteState, title: string): string {
  const { guest } = state;
  const reserved: string[] = [];
  const segment = (name: string, member: string, segment: CompleteSegment): string => {
    const { selector, base, limit, accessRights: ar } = segment;
    if ((ar & 0xfffe_0f00) !== 0) reserved.push(`${name}.accessRights ${hex(ar)}`);
    const bits = (low: number, width: number): number => (ar >>> low) & (2 ** width - 1);
    return (
      `\t.${member} = { .base = ${hex(base)}ull, .limit = ${hex(limit)}, .selector = ${hex(selector)}, ` +
      `.type = ${bits(0, 4)}, .present = ${bits(7, 1)}, .dpl = ${bits(5, 2)}, .db = ${bits(14, 1)}, ` +
      `.s = ${bits(4, 1)}, .l = ${bits(13, 1)}, .g = ${bits(15, 1)}, .avl = ${bits(12, 1)}, ` +
      `.unusable = ${bits(16, 1)} },`
    );
  };
  const registers = (["cs", "ds", "es", "fs", "gs", "ss"] as const).map((name) =>
    segment(name, name, guest[name]),
  );
  const lines = [
    ...registers,
    segment("tr", "tr", guest.tr),
    segment("ldtr", "ldt", guest.ldtr),
    ...(["gdtr", "idtr"] as const).map(
      (name) =>
        `\t.${name.slice(0, 3)} = { .base = ${hex(guest[name].base)}ull, .limit = ${hex(guest[name].limit & 0xffff)} },`,
    ),
    ...(["cr0", "cr3", "cr4", "efer"] as const).map(
      (name) => `\t.${name} = ${hex(guest[name])}ull,`,
    ),
  ];
  for (const name of ["gdtr", "idtr"] as const) {
    if (guest[name].limit > 0xffff) reserved.push(`${name}.limit ${hex(guest[name].limit)}`);
  }
  const lost =
    reserved.length === 0
      ? ""
      : ` * Bits that struct kvm_sregs has no place for: ${reserved.join(", ")}.\n`;
  return (
    `/* ${title}\n` +
    " * RIP, RFLAGS, the MSRs, the controls and the non-register state are not part of it.\n" +
    `${lost} */\nstruct kvm_sregs sregs = {\n${lines.join("\n")}\n};\n`
  );
}
