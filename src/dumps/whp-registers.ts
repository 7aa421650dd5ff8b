/**
 * Windows Hypervisor Platform: registers of a virtual processor, one a line, by the number of the
 * register with the two halves of its value, or by its name.
 *
 *     WHV_REGISTER_NAME(  19) - 0x<16 digits> <16 digits>
 *     WHvX64RegisterCs = { Base = .., Limit = .., Selector = .., Attributes = .. }
 */
import { fromHyperV } from "./compact-attributes.ts";
import {
  type DumpFormat,
  type FieldValue,
  type LineReader,
  type Reading,
  type Settled,
  type SettledValue,
  emptyReading,
} from "./format.ts";
import { Layout, readingOf } from "./layout.ts";
import { ListStart } from "./list-start.ts";
import { cutNumber, numberAtEnd } from "./open-number.ts";

/** Runs of `WHV_REGISTER_NAME`, by the number of the first; `-` stands for one that is not needed. */
const RUNS: readonly (readonly [number, string])[] = [
  [0x00, "- - - - rsp - - - - - - - - - - - rip rflags"],
  [0x12, "es cs ss ds fs gs ldtr tr idtr gdtr"],
  [0x1c, "cr0 - cr3 cr4 - - - - - - dr7"],
  [0x2000, "- efer - - pat sysenterCs sysenterEip sysenterEsp"],
];

const REGISTERS: readonly (readonly [number, string])[] = RUNS.flatMap(([first, names]) =>
  names.split(" ").map((name, index): [number, string] => [first + index, name]),
);

const SEGMENTS: ReadonlySet<string> = new Set("es cs ss ds fs gs ldtr tr".split(" "));
const TABLES: ReadonlySet<string> = new Set(["gdtr", "idtr"]);
const TABLE_MEMBERS = ["base", "limit"];
const SEGMENT_MEMBERS = [...TABLE_MEMBERS, "selector", "attributes"];

/** As many digits has a register of 64 bits. */
const WIDE = 16;

/** Names as they end behind `WHvX64Register`, in lower case; those of MSRs have `Msr` in between. */
const BY_NAME: ReadonlyMap<string, string> = new Map(
  REGISTERS.filter(([, name]) => name !== "-").map(([, name]) => [name.toLowerCase(), name]),
);

const NAME_PREFIX = "WHvX64Register";

const byNumber = ([number, name]: readonly [number, string]): string => {
  const [high, low] =
    SEGMENTS.has(name) || TABLES.has(name)
      ? [`high.${name}`, `low.${name}`]
      : ["", name === "-" ? "" : `guest.${name}`];
  return `WHV_REGISTER_NAME(${number}) - 0x{${high}:16} {${low}:16}`;
};

const LAYOUT = new Layout({ numbered: REGISTERS.map(byNumber) });

const NAMED = /^WHvX64Register(?:Msr)?([A-Z][A-Za-z0-9]{1,30}) {0,40}[:=-]>? {0,40}(.{1,200})$/;
/** Wrapped in front of the value. */
const BARE_NAME = /^WHvX64Register[A-Z][A-Za-z0-9]{1,30} {0,40}[:=-]?>?$/;
const GROUP = /^(?:\{ ?(.{1,180}?) ?\}|\( ?(.{1,180}?) ?\)|\[ ?(.{1,180}?) ?\])$/;
/** The members of a segment, one after the other without brackets. */
const LOOSE_GROUP = /^(?:Base|Limit|Selector|Attributes) {0,4}[:=]/i;
const MEMBER =
  /(Base|Limit|Selector|Attributes) {0,4}[:=] {0,4}(0x)?([0-9a-f]{1,16})(?: ?[,;] ?| |$)/iy;
/** The digits of members that are padded. */
const WIDTHS: ReadonlyMap<string, number> = new Map([
  ["base", WIDE],
  ["limit", 8],
  ["selector", 4],
  ["attributes", 4],
]);
const NUMBER = /^(0x)?([0-9a-f]{1,16})$/i;

function open(): LineReader {
  const list = new ListStart();
  // Where one register was padded, all are.
  let isPadded = false;

  return ({ text, terminated }) => {
    const line = LAYOUT.read(text);
    if (line !== undefined) {
      const number = /\( {0,8}(\d{1,8})/.exec(text)?.[1] ?? "";
      const isWhole = line.phrases.every(({ complete }) => complete);
      return { ...readingOf(line), starts: isWhole && list.isAgain(number) };
    }
    const named = NAMED.exec(text);
    if (named === null)
      return BARE_NAME.test(text) ? { ...emptyReading(), rest: "cut" } : undefined;
    const [, name = "", said = ""] = named;
    const register = BY_NAME.get(name.toLowerCase());
    const starts = list.isAgain(name);
    if (register === undefined) return { ...emptyReading(), starts };
    const isGroup = SEGMENTS.has(register) || TABLES.has(register);
    const at = text.length - said.length;
    isPadded ||= !isGroup && PADDED.test(said);
    if (isPadded && !isGroup && SHORT.test(said))
      return { ...cutNumber(`guest.${register}`, at), starts, rest: "open" };
    const reading = isGroup
      ? readGroup(register, said, at, terminated)
      : readNumber(register, said, at, terminated);
    return reading && { ...reading, starts };
  };
}

const PADDED = /^(?:0x)?0[0-9a-f]{15}$/i;
const SHORT = /^(?:0x)?[0-9a-f]{1,15}$/i;

/** In two pieces, as a line end left it. */
const BROKEN_NUMBER = /^(?:0x)?[0-9a-f]{1,16} [0-9a-f]{1,16}$/i;

/** Without 0x only a letter or zeros in front show that a number is hexadecimal. */
function isHexadecimal(prefix: string | undefined, digits: string): boolean {
  return prefix !== undefined || /[a-f]|^0./i.test(digits) || digits.length === WIDE;
}

function readNumber(
  register: string,
  said: string,
  at: number,
  terminated: boolean,
): Reading | undefined {
  const path = `guest.${register}`;
  if (BROKEN_NUMBER.test(said)) return cutNumber(path, at);
  if (said.includes(" ")) return undefined;
  const [, prefix, digits = ""] = NUMBER.exec(said) ?? [];
  if (digits === "") return refused(path, said, at);
  const value = { path, value: BigInt(`0x${digits}`), at };
  if (digits.length === WIDE) return { ...emptyReading(), values: [value] };
  // Padded, but not to the width of a register.
  if (/^0./.test(digits)) return { ...cutNumber(path, at), rest: "open" };
  if (digits !== "0" && !isHexadecimal(prefix, digits)) return refused(path, said, at, NO_RADIX);
  return numberAtEnd(value, terminated);
}

interface Member {
  readonly name: string;
  readonly prefix: string | undefined;
  readonly digits: string;
}

function membersOf(group: string): readonly Member[] | undefined {
  const members: Member[] = [];
  MEMBER.lastIndex = 0;
  while (MEMBER.lastIndex < group.length) {
    const [, name = "", prefix, digits = ""] = MEMBER.exec(group) ?? [];
    if (digits === "") return undefined;
    members.push({ name: name.toLowerCase(), prefix, digits });
  }
  return members;
}

const isPaddedAny = (members: readonly Member[]): boolean =>
  members.some(({ digits }) => /^0./.test(digits));

/** Whether digits of the last member may be missing where no bracket follows. */
function mayBeCut(members: readonly Member[]): boolean {
  const last = members.at(-1);
  return (
    isPaddedAny(members) &&
    last !== undefined &&
    last.digits.length < (WIDTHS.get(last.name) ?? WIDE)
  );
}

/**
 * Whether a member of a segment lacks digits that those beside it have. A limit need not be padded
 * as they are, but then it counts bytes or ends in FFF, and has up to five digits or all.
 */
function lacksDigits(members: readonly Member[]): boolean {
  if (!isPaddedAny(members)) return false;
  return members.some(({ name, digits: { length } }) =>
    name === "limit" ? length > 5 && length !== 8 : name !== "base" && length !== WIDTHS.get(name),
  );
}

function readGroup(
  register: string,
  said: string,
  at: number,
  terminated: boolean,
): Reading | undefined {
  const [, ...inside] = GROUP.exec(said) ?? [];
  const isLoose = LOOSE_GROUP.test(said);
  const group = isLoose ? said : inside.find((text: string | undefined) => text !== undefined);
  if (group === undefined)
    return said.startsWith("{") && !said.includes("}")
      ? { ...emptyReading(), rest: "cut" }
      : undefined;
  const parts = TABLES.has(register) ? TABLE_MEMBERS : SEGMENT_MEMBERS;
  const members = membersOf(group);
  // Without a bracket what follows may be another line.
  if (members === undefined) return isLoose ? undefined : refused(`guest.${register}`, said, at);
  const isWhole =
    members.length === parts.length &&
    parts.every((part) => members.some(({ name }) => name === part));
  if (!isWhole) return refused(`guest.${register}`, said, at);
  const isShort = SEGMENTS.has(register) && lacksDigits(members);
  if (isShort || (isLoose && (!terminated || mayBeCut(members))))
    return cutNumber(`guest.${register}`, at);
  const isSmall = ({ digits }: { digits: string }): boolean => /^\d$/.test(digits);
  // Without 0x the radix of one is that of all.
  const bare = members.filter((member) => member.prefix === undefined && !isSmall(member));
  const isKnown =
    bare.length === 0 ||
    (members.every((member) => member.prefix === undefined) &&
      bare.some(({ digits }) => isHexadecimal(undefined, digits)));
  if (!isKnown) return refused(`guest.${register}`, said, at, NO_RADIX);
  const values = members.map(({ name, digits }): FieldValue => ({
    path: name === "attributes" ? `attributes.${register}` : `guest.${register}.${name}`,
    value: BigInt(`0x${digits}`),
    at,
  }));
  return { ...emptyReading(), values, ...(isLoose && { rest: "open" as const }) };
}

const NO_RADIX = "in a radix that nothing shows";

function refused(path: string, said: string, at: number, why?: string): Reading {
  const text = [`${path} is ${said}`, ...(why === undefined ? [] : [why])].join(", ");
  return { ...emptyReading(), warnings: [{ at, text: `${text}; it is not read` }] };
}

/** The members of a segment or a table from the two halves of its value. */
function settle(read: ReadonlyMap<string, bigint>): Settled {
  const values = [...read].flatMap(([path, value]): SettledValue[] => {
    const [group, register = ""] = path.split(".");
    const set = (part: string, number: bigint): SettledValue => ({
      path: `guest.${register}.${part}`,
      value: number,
      from: path,
    });
    if (group === "attributes") return [set("accessRights", fromHyperV(value))];
    if (group !== "high" && group !== "low") return [{ path, value, from: path }];
    if (TABLES.has(register))
      return [group === "high" ? set("base", value) : set("limit", value >> 48n)];
    if (group === "low") return [set("base", value)];
    return [
      set("limit", value & 0xffff_ffffn),
      set("selector", (value >> 32n) & 0xffffn),
      set("accessRights", fromHyperV(value >> 48n)),
    ];
  });
  return { values, warnings: [], notes: [] };
}

export const whpRegisters: DumpFormat = {
  name: "whp-registers",
  view: "guest",
  description: "Windows Hypervisor Platform: registers of a virtual processor, by number or name",
  begins: [
    ...LAYOUT.begins,
    ...[...BY_NAME.values()].flatMap((name) => {
      const printed = name.charAt(0).toUpperCase() + name.slice(1);
      return [`${NAME_PREFIX}${printed}`, `${NAME_PREFIX}Msr${printed}`];
    }),
  ],
  open,
  settle,
};
