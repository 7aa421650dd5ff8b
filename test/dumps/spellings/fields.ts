import type { Dice } from "./dice.ts";

/** A field of the VMCS as people name it: paths of the exchange JSON, words that make up names. */
export interface Field {
  readonly path: string;
  readonly encoding: number;
  readonly width: 16 | 32 | 64;
  /** 64-bit by encoding: has an odd encoding for its upper half. */
  readonly halves: boolean;
  /** Each entry is one usual name, in words; the first is that of Linux. */
  readonly names: readonly [Words, ...Words[]];
}
export type Words = readonly string[];

const words = (text: string): Words => text.split(" ");
const field = (
  path: string,
  encoding: number,
  width: 16 | 32 | 64,
  first: string,
  ...others: string[]
): Field => ({
  path,
  encoding,
  width,
  halves: encoding >> 13 === 1,
  names: [words(first), ...others.map(words)],
});

export const SEGMENTS = ["es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"] as const;
export type Segment = (typeof SEGMENTS)[number];

const guestSegment = (segment: Segment, index: number): Field[] => {
  const path = `guest.${segment}`;
  const name = `guest ${segment}`;
  const at = 2 * index;
  return [
    field(`${path}.selector`, 0x800 + at, 16, `${name} selector`, `${name} sel`),
    field(`${path}.limit`, 0x4800 + at, 32, `${name} limit`),
    field(
      `${path}.accessRights`,
      0x4814 + at,
      32,
      `${name} ar bytes`,
      `${name} access rights`,
      `${name} ar`,
    ),
    field(`${path}.base`, 0x6806 + at, 64, `${name} base`),
  ];
};

export const GUEST_FIELDS: readonly Field[] = [
  ...SEGMENTS.flatMap(guestSegment),
  field("guest.gdtr.limit", 0x4810, 32, "guest gdtr limit"),
  field("guest.idtr.limit", 0x4812, 32, "guest idtr limit"),
  field("guest.gdtr.base", 0x6816, 64, "guest gdtr base"),
  field("guest.idtr.base", 0x6818, 64, "guest idtr base"),
  field("guest.cr0", 0x6800, 64, "guest cr0"),
  field("guest.cr3", 0x6802, 64, "guest cr3"),
  field("guest.cr4", 0x6804, 64, "guest cr4"),
  field("guest.dr7", 0x681a, 64, "guest dr7"),
  field("guest.rsp", 0x681c, 64, "guest rsp"),
  field("guest.rip", 0x681e, 64, "guest rip"),
  field("guest.rflags", 0x6820, 64, "guest rflags"),
  field(
    "guest.pendingDebugExceptions",
    0x6822,
    64,
    "guest pending dbg exceptions",
    "guest pending debug exceptions",
  ),
  field("guest.sysenterCs", 0x482a, 32, "guest sysenter cs", "guest ia32 sysenter cs"),
  field("guest.sysenterEsp", 0x6824, 64, "guest sysenter esp", "guest ia32 sysenter esp"),
  field("guest.sysenterEip", 0x6826, 64, "guest sysenter eip", "guest ia32 sysenter eip"),
  field(
    "guest.interruptibilityState",
    0x4824,
    32,
    "guest interruptibility info",
    "guest interruptibility state",
  ),
  field("guest.activityState", 0x4826, 32, "guest activity state"),
  field("guest.vmcsLinkPointer", 0x2800, 64, "vmcs link pointer"),
  field("guest.debugctl", 0x2802, 64, "guest ia32 debugctl", "guest debugctl"),
  field("guest.pat", 0x2804, 64, "guest ia32 pat", "guest pat"),
  field("guest.efer", 0x2806, 64, "guest ia32 efer", "guest efer"),
  field(
    "guest.perfGlobalCtrl",
    0x2808,
    64,
    "guest ia32 perf global ctrl",
    "guest perf global ctrl",
  ),
  field("guest.pdpte0", 0x280a, 64, "guest pdptr0", "guest pdpte0"),
  field("guest.pdpte3", 0x2810, 64, "guest pdptr3", "guest pdpte3"),
  field("guest.bndcfgs", 0x2812, 64, "guest bndcfgs", "guest ia32 bndcfgs"),
];

const hostSegments = ["es", "cs", "ss", "ds", "fs", "gs", "tr"] as const;

export const HOST_FIELDS: readonly Field[] = [
  ...hostSegments.map((segment, index) =>
    field(
      `host.${segment}.selector`,
      0xc00 + 2 * index,
      16,
      `host ${segment} selector`,
      `host ${segment} sel`,
    ),
  ),
  field("host.pat", 0x2c00, 64, "host ia32 pat", "host pat"),
  field("host.efer", 0x2c02, 64, "host ia32 efer", "host efer"),
  field("host.sysenterCs", 0x4c00, 32, "host ia32 sysenter cs", "host sysenter cs"),
  field("host.cr0", 0x6c00, 64, "host cr0"),
  field("host.cr3", 0x6c02, 64, "host cr3"),
  field("host.cr4", 0x6c04, 64, "host cr4"),
  field("host.fs.base", 0x6c06, 64, "host fs base"),
  field("host.gs.base", 0x6c08, 64, "host gs base"),
  field("host.tr.base", 0x6c0a, 64, "host tr base"),
  field("host.gdtr.base", 0x6c0c, 64, "host gdtr base"),
  field("host.idtr.base", 0x6c0e, 64, "host idtr base"),
  field("host.sysenterEsp", 0x6c10, 64, "host ia32 sysenter esp", "host sysenter esp"),
  field("host.sysenterEip", 0x6c12, 64, "host ia32 sysenter eip", "host sysenter eip"),
  field("host.rsp", 0x6c14, 64, "host rsp"),
  field("host.rip", 0x6c16, 64, "host rip"),
];

export const CONTROL_FIELDS: readonly Field[] = [
  field(
    "controls.pinBased",
    0x4000,
    32,
    "pin based vm exec control",
    "pin based exec control",
    "pin based controls",
  ),
  field(
    "controls.primaryProcBased",
    0x4002,
    32,
    "cpu based vm exec control",
    "primary proc based controls",
  ),
  field(
    "controls.secondaryProcBased",
    0x401e,
    32,
    "secondary vm exec control",
    "secondary proc based controls",
  ),
  field("controls.exit", 0x400c, 32, "vm exit controls"),
  field("controls.entry", 0x4012, 32, "vm entry controls"),
  field("controls.exceptionBitmap", 0x4004, 32, "exception bitmap"),
  field("controls.pageFaultErrorCodeMask", 0x4006, 32, "page fault error code mask"),
  field("controls.pageFaultErrorCodeMatch", 0x4008, 32, "page fault error code match"),
  field("controls.cr3TargetCount", 0x400a, 32, "cr3 target count"),
  field("controls.exitMsrStoreCount", 0x400e, 32, "vm exit msr store count"),
  field("controls.exitMsrLoadCount", 0x4010, 32, "vm exit msr load count"),
  field("controls.entryMsrLoadCount", 0x4014, 32, "vm entry msr load count"),
  field(
    "controls.entryInterruptionInfo",
    0x4016,
    32,
    "vm entry intr info field",
    "vm entry interruption info",
  ),
  field("controls.tprThreshold", 0x401c, 32, "tpr threshold"),
  field("controls.vpid", 0x0, 16, "virtual processor id", "vpid"),
  field("controls.ioBitmapA", 0x2000, 64, "io bitmap a"),
  field("controls.msrBitmap", 0x2004, 64, "msr bitmap"),
  field("controls.tscOffset", 0x2010, 64, "tsc offset"),
  field("controls.virtualApicAddress", 0x2012, 64, "virtual apic page addr"),
  field("controls.eptp", 0x201a, 64, "ept pointer", "eptp"),
  field("controls.cr0GuestHostMask", 0x6000, 64, "cr0 guest host mask"),
  field("controls.cr4GuestHostMask", 0x6002, 64, "cr4 guest host mask"),
  field("controls.cr0ReadShadow", 0x6004, 64, "cr0 read shadow"),
  field("controls.cr4ReadShadow", 0x6006, 64, "cr4 read shadow"),
];

export const FIELDS: readonly Field[] = [...GUEST_FIELDS, ...HOST_FIELDS, ...CONTROL_FIELDS];

/** Fields as one meets them together: mostly the guest's, some of the host's and controls. */
export const someFields = (dice: Dice, min = 4, max = 14): Field[] => {
  const guest = dice.some(GUEST_FIELDS, min, max);
  const host = dice.chance(40) ? dice.some(HOST_FIELDS, 1, 4) : [];
  const controls = dice.chance(50) ? dice.some(CONTROL_FIELDS, 1, 5) : [];
  return dice.chance(50)
    ? [...guest, ...host, ...controls]
    : dice.some([...controls, ...guest, ...host], guest.length + host.length + controls.length);
};

const ACCESS_RIGHTS = [
  0x9bn,
  0x93n,
  0x8bn,
  0x82n,
  0xa09bn,
  0xc093n,
  0xc09bn,
  0x10000n,
  0xf3n,
  0xa0fbn,
  0xc0f3n,
  0x1c0f3n,
] as const;
const CR0 = [0x80050033n, 0x60000010n, 0x30n, 0x80000031n, 0x21n] as const;
const CR4 = [0x2020n, 0x26f0n, 0x2000n, 0x3726e0n, 0x20n] as const;
const LIMITS = [0xffffn, 0xffffffffn, 0xfffffn, 0x67n, 0x2fn, 0n, 0xfffn] as const;
const EFER = [0xd01n, 0x500n, 0n, 0x100n] as const;

/** Values one meets in a field, by the last word of its path; anything of its width beside them. */
const usual = (dice: Dice, field: Field): bigint | undefined => {
  switch (field.path.slice(field.path.lastIndexOf(".") + 1)) {
    case "accessRights":
      return dice.pick(ACCESS_RIGHTS);
    case "selector":
      return BigInt(8 * dice.int(0, 12) + dice.pick([0, 0, 0, 3]));
    case "limit":
      return dice.pick(LIMITS);
    case "base":
      return dice.pick([0n, dice.bits(20), 0xffff800000000000n + dice.bits(32)]);
    case "cr0":
      return dice.pick(CR0);
    case "cr4":
      return dice.pick(CR4);
    case "efer":
      return dice.pick(EFER);
    case "rflags":
      return 2n | dice.pick([0n, 0x200n, 0x246n, 0x20000n]);
    case "vmcsLinkPointer":
      return 0xffffffffffffffffn;
    case "activityState":
      return BigInt(dice.int(0, 3));
    default:
      return undefined;
  }
};

/** A value for a field: most often one that is usual there. */
export const valueFor = (dice: Dice, field: Field): bigint => {
  const value = dice.chance(65) ? usual(dice, field) : undefined;
  if (value !== undefined) return BigInt.asUintN(field.width, value);
  return dice.bits(dice.pick([Math.min(field.width, 12), Math.min(field.width, 32), field.width]));
};

export interface FieldValue {
  readonly field: Field;
  readonly value: bigint;
}

/** Random fields, each with a value. */
export const someValues = (dice: Dice, min?: number, max?: number): FieldValue[] =>
  someFields(dice, min, max).map((field) => ({ field, value: valueFor(dice, field) }));

/** The `expected` member for such values. */
export const expectedOf = (values: readonly FieldValue[]): Record<string, bigint> =>
  Object.fromEntries(values.map(({ field, value }) => [field.path, value]));
