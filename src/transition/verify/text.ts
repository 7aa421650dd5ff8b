import type { DescriptorTable, Segment } from "../machine/types.ts";

/** Values as people read them in differences and timelines. */
export const hex = (value: bigint | number): string => `0x${value.toString(16)}`;

/** selector/base/limit/access rights, hex without 0x: the notation of register columns. */
export function segmentText({ selector, base, limit, accessRights }: Segment): string {
  return [selector, base, limit, accessRights].map((value) => value.toString(16)).join("/");
}

export function tableText({ base, limit }: DescriptorTable): string {
  return `${base.toString(16)}/${limit.toString(16)}`;
}

export function listText(names: readonly string[]): string {
  return names.length === 0 ? "none" : [...names].sort().join(" ");
}
