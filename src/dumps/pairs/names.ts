/**
 * What a path of names means: `vm.guest_state.cs.limit`, `guest::CS_LIMIT`, `[vmcs.guest.cs]` with
 * `limit` below it, `GuestCsLimit`. The last name must be understood completely; the outer ones only
 * say whose it is (guest, host) and of which register.
 */
import { capabilityOfIndex, capabilityOfName } from "../capability-msrs.ts";
import { segmentPath } from "../kvm-segment.ts";
import { fieldOfEncoding, fieldOfName } from "../vmcs-fields.ts";

/** `encoding`: a number that may be that of a field. */
export type Strength = "full" | "owned" | "bare" | "encoding";

export interface Target {
  /** Path in the exchange JSON, or `kvm.cs.type` for one attribute of a segment's record. */
  readonly path: string;
  /** In bits. */
  readonly width: number;
  /** `host.`, `controls.` and full names need no owner; a bare register's name may be anything's. */
  readonly strength: Strength;
  /** A register's name alone, which stands for its selector. */
  readonly isRegister: boolean;
}

type Side = "guest" | "host" | "controls" | undefined;

const SEGMENTS: ReadonlySet<string> = new Set("ES CS SS DS FS GS LDTR TR".split(" "));
const REGISTERS: ReadonlyMap<string, string> = new Map([
  ...[...SEGMENTS].map((name): [string, string] => [name, name]),
  ["LDT", "LDTR"],
  ["TSS", "TR"],
  ["GDT", "GDTR"],
  ["IDT", "IDTR"],
  ["GDTR", "GDTR"],
  ["IDTR", "IDTR"],
]);

/** One number each, in records that have no word of access rights. */
const ATTRIBUTES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    TYPE: "type",
    S: "s",
    DPL: "dpl",
    P: "present",
    PRESENT: "present",
    AVL: "avl",
    AVAILABLE: "avl",
    L: "l",
    LONG: "l",
    DB: "db",
    D_B: "db",
    D: "db",
    G: "g",
    GRANULARITY: "g",
    UNUSABLE: "unusable",
  }),
);
const ATTRIBUTE_WIDTHS: Readonly<Record<string, number>> = { type: 4, dpl: 2, unusable: 1 };

/** Words for the parts of a register beside those of the fields' names. */
const PARTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    SELECTOR: "SELECTOR",
    SEL: "SELECTOR",
    BASE: "BASE",
    ADDRESS: "BASE",
    ADDR: "BASE",
    LIMIT: "LIMIT",
    LIM: "LIMIT",
    LIMIT_BYTES: "LIMIT",
    SIZE: "LIMIT",
    AR: "AR_BYTES",
    AR_BYTES: "AR_BYTES",
    ACCESS: "AR_BYTES",
    RIGHTS: "AR_BYTES",
    ACCESS_RIGHTS: "AR_BYTES",
    ACCESS_RIGHT: "AR_BYTES",
    ACCESSRIGHTS: "AR_BYTES",
    ATTR: "AR_BYTES",
    ATTRS: "AR_BYTES",
    ATTRIB: "AR_BYTES",
    ATTRIBUTES: "AR_BYTES",
    ATTRIBUTE: "AR_BYTES",
  }),
);
const TABLE_PARTS: ReadonlySet<string> = new Set(["BASE", "LIMIT"]);

/** Whose state a structure of such a name holds. */
const OWNERS: ReadonlySet<string> = new Set(
  "GUEST VMCS SREGS REGS KVM VCPU VMX GUESTSTATE".split(" "),
);

/** Structures of such names hold something else than the state. */
const OTHER_THINGS: ReadonlySet<string> = new Set(
  (
    "SYSENTER SHADOW READ MASK SAVED OLD PREV PREVIOUS LAST EXPECTED " +
    "MIN MAX SIZE SIZES OFFSET OFFSETS WIDTH WIDTHS BITS INDEX ORDER L1 BEFORE"
  ).split(" "),
);

/** What a register has at another time; what a table of a VMCS's fields gives them, though. */
const OTHER_TIMES: ReadonlySet<string> = new Set([
  "DEFAULT",
  "DEFAULTS",
  "RESET",
  "INIT",
  "INITIAL",
]);

/** Whether words before a register's name say that it is not the register's present value. */
export function isOtherThing(words: readonly string[]): boolean {
  const isSide = words.includes("GUEST") || words.includes("HOST");
  return !isSide && words.some((word) => OTHER_THINGS.has(word) || OTHER_TIMES.has(word));
}

/** What some spellings add and others leave out. */
const FILLERS: ReadonlySet<string> = new Set(
  "VMCS VMX IA32 MSR FIELD FULL REG REGISTER VALUE VAL K F STATE N NATURAL VMCS12 VMCS02".split(
    " ",
  ),
);

const OTHER_NAMES: Readonly<Record<string, string>> = {
  FLAGS: "RFLAGS",
  EFLAGS: "RFLAGS",
  RFLAG: "RFLAGS",
  EIP: "RIP",
  ESP: "RSP",
  SYSENTER_RSP: "SYSENTER_ESP",
  SYSENTER_RIP: "SYSENTER_EIP",
  LINK: "VMCS_LINK_POINTER",
  DEBUGCTL: "IA32_DEBUGCTL",
};

/** The words of a name, in capitals: `GuestCsArBytes`, `guest_cs_ar_bytes`, `guest-cs-ar-bytes`. */
export function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .replace(/(\d)([A-Z][a-z])/g, "$1 $2")
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .flatMap((word) => CONTROL_WORD.exec(word)?.slice(1) ?? word)
    .filter((word) => word !== "");
}

/** `PINCTL`, `PROCCTL2`: two words in one. */
const CONTROL_WORD = /^(PIN|PROC|CPU|ENTRY|EXIT|SEC)(CTLS?\d?|CTRLS?\d?|CONTROLS?)$/;

/** So many paths are remembered with what they mean. */
const MAX_REMEMBERED = 8192;
const remembered = new Map<string, Target | undefined>();

/** What a path means, the outermost name first; `undefined` if it is no field. */
export function targetOf(names: readonly string[]): Target | undefined {
  const key = names.join("\n");
  if (!remembered.has(key)) {
    if (remembered.size >= MAX_REMEMBERED) remembered.clear();
    remembered.set(key, findTarget(names));
  }
  return remembered.get(key);
}

function findTarget(names: readonly string[]): Target | undefined {
  const last = names.at(-1);
  if (last === undefined || last.length > MAX_NAME) return undefined;
  if (/^0x[\da-f]{3,8}$/i.test(last)) return encodedTarget(Number(last));
  const whole = names.length > 1 ? joinedTarget(names) : undefined;
  if (whole !== undefined) return whole;
  const outer = names.slice(0, -1).map((name) => wordsOf(name.slice(-MAX_NAME)));
  const words = wordsOf(last);
  if (words.length === 0 || words.length > 8) return undefined;
  const prefixed = sidePrefix(words);
  const around = outer.at(-1) ?? [];
  const isFull = prefixed !== undefined || fieldOfName(last)?.path.startsWith("controls.") === true;
  const isTable = isFull && !around.some((word) => OTHER_THINGS.has(word));
  if (isOtherThing(around) && !isTable) return undefined;
  const own = prefixed?.rest ?? words;
  const side = prefixed?.side ?? sideOf(outer);
  const isOwned = outer.some((one) => one.some((word) => OWNERS.has(word)));
  if (side === "host") return hostTarget(last, words, own, outer);
  const capability = words.some((word) => CAPABILITY_WORD.test(word))
    ? (capabilityOfName(last) ?? capabilityOfName(words.join("_")))
    : undefined;
  if (capability !== undefined)
    return { path: capability, width: 64, strength: "full", isRegister: false };
  const full = fieldOfName(last) ?? fieldOfName(words.join("_"));
  if (full?.path === "") return undefined;
  if (full !== undefined && (full.path.startsWith("controls.") || prefixed !== undefined))
    return { ...full, strength: "full", isRegister: false };
  // `Attr CS`: of which CS, nothing says.
  const isPart = full?.path.split(".").length === 3;
  if (full !== undefined && !isCommon(words) && !isPart)
    return { ...full, strength: "full", isRegister: false };
  const strength =
    prefixed !== undefined ? "full" : side !== undefined || isOwned ? "owned" : "bare";
  if (side === "controls") {
    const control = fieldOfName(`${own.join("_")}_CONTROLS`) ?? fieldOfName(own.join("_"));
    if (control?.path.startsWith("controls.") === true)
      return { ...control, strength: "full", isRegister: false };
  }
  return guestTarget(own, outer, strength);
}

/** `guest.sysenter.eip`: the words of one name, with other signs between. */
function joinedTarget(names: readonly string[]): Target | undefined {
  for (let from = Math.max(0, names.length - MAX_JOINED); from < names.length - 1; from++) {
    const name = names.slice(from).join("_");
    const field = name.length > MAX_NAME ? undefined : fieldOfName(name);
    if (field !== undefined && field.path !== "")
      return { ...field, strength: "full", isRegister: false };
  }
  return undefined;
}

const MAX_JOINED = 6;

/** By the encoding of a field, or the index of an MSR. */
function encodedTarget(number: number): Target | undefined {
  const field = fieldOfEncoding(number);
  if (field !== undefined)
    return field.path === "" ? undefined : { ...field, strength: "encoding", isRegister: false };
  const path = capabilityOfIndex(number);
  return path === undefined
    ? undefined
    : { path, width: 64, strength: "encoding", isRegister: false };
}

/** Without such a word, the name of a capability MSR is that of the control field. */
const CAPABILITY_WORD = /^(?:VMX|IA32|MSR|TRUE|FIXED[01]|CAPS?|TME)$/;
const MAX_NAME = 64;

function isCommon(words: readonly string[]): boolean {
  return words.length === 1;
}

/** `GUEST_CR0`, `G_CR0`: whose it is, in front of the name. */
function sidePrefix(words: readonly string[]): { side: Side; rest: string[] } | undefined {
  let at = 0;
  while (at < words.length - 1 && FILLERS.has(words[at] ?? "")) at++;
  const first = words[at] ?? "";
  const side = SIDE_WORDS[first];
  if (side === undefined || at === words.length - 1) return undefined;
  return { side, rest: words.slice(at + 1) };
}

const SIDE_WORDS: Readonly<Record<string, Side>> = {
  GUEST: "guest",
  G: "guest",
  HOST: "host",
  H: "host",
};

/** Whose fields the outer names say that it is, the innermost first. */
function sideOf(outer: readonly (readonly string[])[]): Side {
  for (const words of outer.toReversed()) {
    if (words.includes("HOST")) return "host";
    if (words.includes("GUEST") || words.includes("GUESTSTATE")) return "guest";
    if (words.some((word) => /^(?:CONTROLS?|CTRLS?|CTLS?)$/.test(word))) return "controls";
  }
  return undefined;
}

function hostTarget(
  last: string,
  words: readonly string[],
  own: readonly string[],
  outer: readonly (readonly string[])[],
): Target | undefined {
  const field = fieldOfName(last) ?? fieldOfName(words.join("_"));
  if (field?.path.startsWith("host.") === true)
    return { ...field, strength: "full", isRegister: false };
  return registerTarget("HOST", own, outer, "owned");
}

function guestTarget(
  own: readonly string[],
  outer: readonly (readonly string[])[],
  strength: Target["strength"],
): Target | undefined {
  return registerTarget("GUEST", own, outer, strength);
}

function registerTarget(
  prefix: "GUEST" | "HOST",
  own: readonly string[],
  outer: readonly (readonly string[])[],
  strength: Target["strength"],
): Target | undefined {
  const words = own.filter((word, index) => index === own.length - 1 || !FILLERS.has(word));
  const register = REGISTERS.get(words[0] ?? "");
  const found = (name: string, isRegister = false): Target | undefined => {
    const field = fieldOfName(name);
    const side = prefix === "HOST" ? "host." : "guest.";
    return field?.path.startsWith(side) === true ? { ...field, strength, isRegister } : undefined;
  };
  const single = words.join("_");
  if (register !== undefined && words.length === 1)
    return SEGMENTS.has(register) ? found(`${prefix}_${register}_SELECTOR`, true) : undefined;
  if (register !== undefined) return partOf(prefix, register, words.slice(1), strength);
  // `BASE_CS`, `AR_CS`: the register stands last in some spellings.
  const behind = REGISTERS.get(words.at(-1) ?? "");
  if (behind !== undefined && words.length === 2) {
    const part = partOf(prefix, behind, words.slice(0, 1), strength);
    if (part !== undefined) return part;
  }
  const inside = outer
    .toReversed()
    .flatMap((one) => registerIn(one))
    .at(0);
  if (inside !== undefined) {
    const part = partOf(prefix, inside, words, strength);
    if (part !== undefined) return part;
  }
  const name = OTHER_NAMES[single] ?? single;
  return found(`${prefix}_${name}`) ?? found(`${prefix}_IA32_${name}`);
}

/** The register that a structure is of: `cs`, `guest_cs`, `CsSegment`, `seg_cs`. */
function registerIn(words: readonly string[]): string[] {
  if (words.length > 4) return [];
  const found = words.flatMap((word) => REGISTERS.get(word) ?? []);
  return found.length === 1 ? found : [];
}

function partOf(
  prefix: "GUEST" | "HOST",
  register: string,
  words: readonly string[],
  strength: Target["strength"],
): Target | undefined {
  const single = words.join("_");
  const part = PARTS.get(single);
  const isSegment = SEGMENTS.has(register);
  if (part !== undefined && (isSegment || TABLE_PARTS.has(part))) {
    const field = fieldOfName(`${prefix}_${register}_${part}`);
    return field && { ...field, strength, isRegister: false };
  }
  const attribute = ATTRIBUTES.get(single);
  if (attribute === undefined || !isSegment || prefix === "HOST") return undefined;
  const path = segmentPath(register.toLowerCase(), attribute);
  if (path === undefined) return undefined;
  return { path, width: ATTRIBUTE_WIDTHS[attribute] ?? 1, strength, isRegister: false };
}

/** Whether a name alone names a register that has parts: what follows may be its record. */
export function isRecordName(names: readonly string[]): boolean {
  return registerIn(wordsOf(names.at(-1) ?? "")).length === 1;
}
