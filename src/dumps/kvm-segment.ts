/**
 * Segments of `struct kvm_sregs`, which has one number for each attribute. The numbers of one
 * segment may stand on several lines, so they are collected under paths of their own,
 * `kvm.cs.type`, and put together when the dump is over.
 */
import type { FieldValue, Settled, SettledRemark, SettledValue } from "./format.ts";

/** As programs print the registers -> as the exchange JSON calls them. */
export const KVM_SEGMENTS: Readonly<Record<string, string>> = {
  cs: "cs",
  ds: "ds",
  es: "es",
  fs: "fs",
  gs: "gs",
  ss: "ss",
  tr: "tr",
  ldt: "ldtr",
  ldtr: "ldtr",
};

export const KVM_TABLES: Readonly<Record<string, string>> = { gdt: "gdtr", idt: "idtr" };

/** Position and width of each attribute in the access rights. */
const ATTRIBUTES: readonly (readonly [name: string, position: bigint, width: bigint])[] = [
  ["type", 0n, 4n],
  ["s", 4n, 1n],
  ["dpl", 5n, 2n],
  ["present", 7n, 1n],
  ["avl", 12n, 1n],
  ["l", 13n, 1n],
  ["db", 14n, 1n],
  ["g", 15n, 1n],
];

const NAMES: ReadonlySet<string> = new Set([...ATTRIBUTES.map(([name]) => name), "unusable"]);

/** The path for a member of `struct kvm_segment`; `undefined` for one that is not needed. */
export function segmentPath(register: string, member: string): string | undefined {
  const name = member.replace(/_$/, "");
  if (name === "base" || name === "limit" || name === "selector")
    return `guest.${register}.${name}`;
  return NAMES.has(name) ? `kvm.${register}.${name}` : undefined;
}

/** The registers in the order of the structure. */
const ORDER: readonly string[] = [
  ...["cs", "ds", "es", "fs", "gs", "ss", "tr", "ldtr"],
  ...Object.values(KVM_TABLES),
];

/**
 * Notices that registers are missing between two: then lines of the first may be another's. That
 * is read as a value of its own, `gap.cs`, for {@link settleSegments}.
 */
export class RegisterOrder {
  #last = -1;

  /** What is to be noted where a register begins. */
  next(register: string): FieldValue[] {
    const index = ORDER.indexOf(register);
    const before = ORDER[this.#last];
    const isGap = index !== this.#last && index !== this.#last + 1;
    this.#last = index;
    return before !== undefined && isGap ? [gapBehind(before)] : [];
  }

  copy(): RegisterOrder {
    const copy = new RegisterOrder();
    copy.#last = this.#last;
    return copy;
  }

  /** Another structure begins. */
  restart(): void {
    this.#last = -1;
  }
}

/** The note that not all of a register's numbers need be its own. */
export function gapBehind(register: string): FieldValue {
  return { path: `gap.${register}`, value: 1n, at: 0 };
}

export interface SegmentRules {
  /** Whether it is printed that a segment is unusable. */
  readonly unusable?: "printed" | "maybe";
  /** What may be another register's where registers are missing behind one. */
  readonly doubtful?: "attributes" | "all";
  /** The numbers are KVM's own, which says of a segment that it is present or that it is unusable. */
  readonly isFromKernel?: boolean;
}

/** Access rights from the numbers collected, and everything else as it is. */
export function settleSegments(
  read: ReadonlyMap<string, bigint>,
  { unusable: rule = "printed", doubtful = "attributes", isFromKernel = false }: SegmentRules = {},
): Settled {
  const values: SettledValue[] = [];
  const warnings: SettledRemark[] = [];
  const registers = new Set<string>();
  for (const [path, value] of read) {
    const [group, register = ""] = path.split(".");
    if (group === "gap") continue;
    if (group === "kvm") registers.add(register);
    else if (doubtful === "all" && read.has(`gap.${register}`))
      warnings.push({ from: path, text: `${path} is not read: ${GAP}` });
    else if (!isHalfATable(path, read)) values.push({ path, value, from: path });
    else
      warnings.push({
        from: path,
        text: `${path} stands alone, the rest of the register was cut away; it is not read`,
      });
  }
  for (const register of registers) {
    const isCut = rule === "printed" && !read.has(`kvm.${register}.unusable`);
    const [present, unusable] = ["present", "unusable"].map((name) =>
      read.get(`kvm.${register}.${name}`),
    );
    const accessRights = read.has(`gap.${register}`)
      ? GAP
      : isCut
        ? "unusable is missing"
        : isFromKernel && present === unusable
          ? "KVM says of a segment either that it is present or that it is unusable"
          : join(register, read);
    const from = [...read.keys()].find((path) => path.startsWith(`kvm.${register}.`)) ?? "";
    if (typeof accessRights === "bigint")
      values.push({ path: `guest.${register}.accessRights`, value: accessRights, from });
    else
      warnings.push({ from, text: `the attributes of ${register} are not read: ${accessRights}` });
  }
  return { values, warnings, notes: [] };
}

const GAP = "lines behind it are missing or misplaced, and some of the numbers may be another's";

function isHalfATable(path: string, read: ReadonlyMap<string, bigint>): boolean {
  const table = /^(guest\.[gi]dtr\.)(base|limit)$/.exec(path);
  if (table === null) return false;
  const [, register = "", part] = table;
  return !read.has(register + (part === "base" ? "limit" : "base"));
}

/** The access rights, or why there are none. */
function join(register: string, read: ReadonlyMap<string, bigint>): bigint | string {
  let accessRights = 0n;
  for (const [name, position, width] of ATTRIBUTES) {
    const value = read.get(`kvm.${register}.${name}`);
    if (value === undefined) return `${name} is missing`;
    if (value >> width !== 0n) return `${name} is ${value}`;
    accessRights |= value << position;
  }
  // KVM takes a segment that is not present for unusable when it is given these numbers.
  const isUnusable =
    (read.get(`kvm.${register}.unusable`) ?? 0n) !== 0n ||
    read.get(`kvm.${register}.present`) === 0n;
  return isUnusable ? accessRights | 0x1_0000n : accessRights;
}
