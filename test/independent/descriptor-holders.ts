// Which segment register could hold a descriptor at VM entry: written from the sentences of the
// Intel SDM, vol. 3, "Checks on Guest Segment Registers", for whoever is free to choose the rest of
// the state (the selectors' RPL, and for CS the SS beside it). This file imports nothing.

export type Holder = "cs" | "ss" | "ds" | "ldtr" | "tr";
export type HoldingMode = "real-ug" | "protected" | "protected-ug" | "ia32e" | "ia32e-ug";
export type Holding = "yes" | "unusable" | "no";

/**
 * @param access byte 5 of the descriptor: type 3:0, S 4, DPL 6:5, P 7
 * @param flags the upper half of byte 6: AVL 0, L 1, D/B 2, G 3
 * @param isLoaded whether accessed and busy bits are set as a load does it
 */
export function holding(
  register: Holder,
  mode: HoldingMode,
  access: number,
  flags: number,
  isLoaded: boolean,
): Holding {
  if (isPresent(access)) return inUsable(register, mode, access, flags, isLoaded) ? "yes" : "no";
  // CS and TR have to be present whatever the unusable bit says.
  if (register === "cs" || register === "tr") return "no";
  // The DPL of SS must be 0 in real mode, whether SS is usable or not.
  if (register === "ss" && mode === "real-ug" && dplOf(access) !== 0) return "no";
  return "unusable";
}

const isPresent = (access: number): boolean => access >= 0x80;
const dplOf = (access: number): number => (access >> 5) % 4;
const isSegment = (access: number): boolean => (access >> 4) % 2 === 1;

function inUsable(
  register: Holder,
  mode: HoldingMode,
  access: number,
  flags: number,
  isLoaded: boolean,
): boolean {
  const stored = access % 16;
  const accessed = isLoaded && stored % 2 === 0 ? stored + 1 : stored;
  const isIa32e = mode === "ia32e" || mode === "ia32e-ug";
  switch (register) {
    case "cs": {
      if (!isSegment(access)) return false;
      const isCode = [9, 11, 13, 15].includes(accessed);
      const isDataWithUg = accessed === 3 && mode.endsWith("-ug");
      if (!isCode && !isDataWithUg) return false;
      // Type 3 needs DPL 0. In real mode SS has DPL 0, and code is never more privileged than SS
      // asks for: equal for non-conforming, not above for conforming code.
      if ((accessed === 3 || mode === "real-ug") && dplOf(access) !== 0) return false;
      const isLong = (flags >> 1) % 2 === 1;
      const isDefaultBig = (flags >> 2) % 2 === 1;
      return !(isIa32e && isLong && isDefaultBig);
    }
    case "ss":
      if (!isSegment(access) || ![3, 7].includes(accessed)) return false;
      return mode !== "real-ug" || dplOf(access) === 0;
    case "ds":
      // Accessed, and readable if it is code.
      return isSegment(access) && accessed % 2 === 1 && ![9, 13].includes(accessed);
    case "ldtr":
      return !isSegment(access) && stored === 2;
    case "tr": {
      if (isSegment(access)) return false;
      const busy = isLoaded && [1, 9].includes(stored) ? stored + 2 : stored;
      return busy === 11 || (busy === 3 && !isIa32e);
    }
  }
}
