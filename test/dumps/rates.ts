/**
 * How much of what the reader should do it does today, and how that is asserted. What must never
 * happen is no matter of rates: the tests assert it of every case.
 */
import fc from "fast-check";
import { expect } from "vitest";

/** Larger runs with other seeds, when there is time. */
export const PROVING = process.env["VMX_PROVE"] !== undefined;
/** Prints what was measured, in the form of the table below. */
const MEASURING = process.env["VMX_MEASURE"] !== undefined;

const FIXED_SEED = 20_060_501;
const SEED = PROVING ? Number(process.env["FC_SEED"] ?? Date.now() % 2 ** 31) : FIXED_SEED;
const SCALE = PROVING ? 10 : 1;

/**
 * Per cent of the cases that come out right, measured with the fixed seed, rounded down. The
 * numbers may only rise.
 */
export const REACHED = {
  "one wrapper": {
    "bhyvectl-get-all": 100,
    "bochs-sreg": 100,
    "dbvm-originalstate": 97,
    "gdb-info-registers": 100,
    "haxm-vmcs": 97,
    "hyperkit-vmcs": 100,
    "km-kvm-sregs": 92,
    "kvm-dump-vmcs": 90,
    "kvmtool-registers": 100,
    "no state": 100,
    "noirvisor-vmcs": 100,
    "qemu-cpu-dump": 95,
    "rust-kvm_sregs-debug": 97,
    "vbox-cpum": 85,
    "vbox-log": 95,
    "vmcs-field-list": 95,
    "source-code": 77,
    "windbg-dg": 90,
    "windbg-registers": 100,
    "wtf-regs-json": 82,
    "xen-registers": 95,
    "xen-vmcs-sections": 95,
    "xen-vmcs-table": 92,
    "qemu-kvm-registers": 100,
    "jailhouse-exit": 100,
    "whp-registers": 100,
    "named-attributes": 100,
  },
  "nested wrappers": {
    "bhyvectl-get-all": 92,
    "bochs-sreg": 97,
    "dbvm-originalstate": 95,
    "gdb-info-registers": 97,
    "haxm-vmcs": 100,
    "hyperkit-vmcs": 100,
    "km-kvm-sregs": 75,
    "kvm-dump-vmcs": 95,
    "kvmtool-registers": 97,
    "no state": 100,
    "noirvisor-vmcs": 97,
    "qemu-cpu-dump": 95,
    "rust-kvm_sregs-debug": 92,
    "vbox-cpum": 90,
    "vbox-log": 92,
    "vmcs-field-list": 90,
    "source-code": 52,
    "windbg-dg": 70,
    "windbg-registers": 95,
    "wtf-regs-json": 70,
    "xen-registers": 95,
    "xen-vmcs-sections": 95,
    "xen-vmcs-table": 82,
    "qemu-kvm-registers": 95,
    "jailhouse-exit": 95,
    "whp-registers": 82,
    "named-attributes": 95,
  },
  mixtures: {
    "read apart": 80,
  },
  ledger: {
    "a field that is written twice": 100,
    "a format that is not known": 96,
    "a half without its other half": 100,
    "a number that is no number": 91,
    "a number that the end of the text cuts": 99,
    "a number with a letter in it": 94,
    "a number with a tilde in it": 94,
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, number>>>>;

/**
 * Cases that must not be, measured with the fixed seed. May only fall; 0 is asserted of every case.
 *
 * - The headers of the kernel: `km-kvm-sregs` takes `#define KVM_EXIT_FAIL_ENTRY 9` for its line.
 * - One wrapper: of a printed dump of VirtualBox in klog, a register of another block is read.
 *   A line of HAXM that its own reader does not read is read as a name with a value.
 * - Mixtures: all in JSON, with the name of the source in a member of its own, or without any name:
 *   members of one structure beside the registers of another.
 */
export const AT_MOST = {
  "headers of the kernel: a reading": 1,
  "mixtures: a value that no source has": 2,
  "mixtures: values of two sources in one dump": 6,
  "nested wrappers: a value that the dump does not have": 0,
  "one wrapper: a value that the dump does not have": 2,
} as const;

/**
 * Samples that do not read as bare yet in a wrapper of the reading samples: something is not read,
 * nothing wrong is. May only become fewer.
 */
export const NOT_YET: Readonly<Record<string, readonly string[]>> = {
  "04 logfmt": [
    "dumps/kvm-dosemu2-ds-not-accessed.txt",
    "dumps/kvm-smm-sti-shadow-proxmox.txt",
    "dumps/xen-pvh-running-valid.txt",
  ],
  "05 Docker": ["dumps/kvm-dosemu2-ds-not-accessed.txt", "dumps/xen-pvh-running-valid.txt"],
  "06 journal": [
    "dumps/kvm-dosemu2-ds-not-accessed.txt",
    "dumps/xen-pvh-running-valid.txt",
    "formats/km-01-kvm-get-sregs.txt",
    "formats/qemu-01-kvm32-entry-failed.txt",
    "formats/vbox-08-old-poweroff-no-accessed-bit.txt",
    "formats/windbg-01-dg-tr.txt",
    "formats/wtf-01-regs-json-ss-limit0.txt",
  ],
  "12 log of the vmkernel": ["formats/windbg-01-dg-tr.txt"],
  "13 grep": [
    "dumps/kvm-dosemu2-ds-not-accessed.txt",
    "dumps/xen-pvh-running-valid.txt",
    "formats/bochs-01-log-cpu-state.txt",
    "formats/windbg-01-dg-tr.txt",
  ],
  "14 numbers of lines": [
    "dumps/kvm-dosemu2-ds-not-accessed.txt",
    "dumps/xen-pvh-running-valid.txt",
  ],
  "17 back-ticks": [
    "dumps/kvm-dosemu2-ds-not-accessed.txt",
    "dumps/xen-pvh-running-valid.txt",
    "formats/vbox-08-old-poweroff-no-accessed-bit.txt",
    "formats/windbg-01-dg-tr.txt",
  ],
  "23 tag of a driver": ["formats/windbg-01-dg-tr.txt"],
};

/** Some cases: the same in every run, unless there is time for others. */
export const sampled = <Value>(arbitrary: fc.Arbitrary<Value>, count: number): Value[] =>
  fc.sample(arbitrary, { seed: SEED, numRuns: count * SCALE });

/** A case that went wrong. */
export interface Wrong {
  readonly name: string;
  /** The smallest text that still does, looked for when it is needed. */
  readonly text: () => string;
}

const SHOWN = 3;

const told = (wrong: readonly Wrong[]): string =>
  wrong
    .slice(0, SHOWN)
    .map(({ name, text }) => `--- ${name}\n${text()}`)
    .join("\n");

/** Other seeds give other shares: what may come of chance, three standard deviations. */
function chance(percent: number, cases: number): number {
  if (!PROVING) return 0;
  const share = Math.min(percent, 95) / 100;
  return 300 * Math.sqrt((share * (1 - share)) / (cases / SCALE));
}

/** That the share of the cases that come out right is the table's at least. */
export function expectReached(
  table: keyof typeof REACHED,
  row: string,
  cases: number,
  wrong: readonly Wrong[],
): void {
  const percent = Math.floor((100 * (cases - wrong.length)) / cases);
  if (MEASURING) console.log(`${table} | ${JSON.stringify(row)}: ${percent}, // of ${cases}`);
  const rows: Readonly<Record<string, number>> = REACHED[table];
  const least = rows[row];
  if (least !== undefined && percent >= least - chance(least, cases)) return;
  expect.fail(
    `${table}, ${row}: ${percent} % of ${cases} cases (seed ${SEED}) come out right, ` +
      `${least ?? "no number"} % are in the table of rates.ts\n${told(wrong)}`,
  );
}

/** That no more cases go wrong than the table says. */
export function expectAtMost(
  row: keyof typeof AT_MOST,
  cases: number,
  wrong: readonly Wrong[],
  isSampled = true,
): void {
  if (MEASURING) console.log(`at most | ${JSON.stringify(row)}: ${wrong.length}, // of ${cases}`);
  const likely = AT_MOST[row] * (isSampled ? SCALE : 1);
  // As above: what may come of chance.
  const most = likely + (isSampled && PROVING ? 3 * Math.sqrt(likely) : 0);
  if (wrong.length <= most) return;
  expect.fail(
    `${row}: ${wrong.length} of ${cases} (seed ${SEED}), at most ${most} may\n${told(wrong)}`,
  );
}

/** That none goes wrong. */
export function expectNever(what: string, cases: number, wrong: readonly Wrong[]): void {
  if (wrong.length === 0) return;
  expect.fail(`${what}: ${wrong.length} of ${cases} (seed ${SEED})\n${told(wrong)}`);
}

/** That only those go wrong that are named. */
export function expectOnly(named: readonly string[], cases: number, wrong: readonly Wrong[]): void {
  if (MEASURING && wrong.length > 0)
    console.log(`only | ${JSON.stringify(wrong.map(({ name }) => name))}`);
  const others = wrong.filter(({ name }) => !named.some((one) => name.startsWith(`${one} in `)));
  expectNever("not read as bare", cases, others);
}

/** So often is a smaller text looked for. */
const MAX_TRIES = 150;

/** The lines without those that may be missing: with the rest it still goes wrong. */
export function smallest(
  lines: readonly string[],
  isWrong: (lines: readonly string[]) => boolean,
): readonly string[] {
  let left = lines;
  let tries = 0;
  for (let size = Math.ceil(lines.length / 2); size >= 1; size = Math.floor(size / 2))
    for (let at = 0; at < left.length && tries < MAX_TRIES; tries++) {
      const fewer = left.toSpliced(at, size);
      if (isWrong(fewer)) left = fewer;
      else at += size;
    }
  return left;
}

/** For a message: the first lines, none of them long. */
export const excerpt = (lines: readonly string[]): string =>
  lines
    .slice(0, 8)
    .map((line) => JSON.stringify(line).slice(1, -1).slice(0, 240))
    .join("\n") + (lines.length > 8 ? `\n... ${lines.length} lines` : "");
