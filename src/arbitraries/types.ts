import type { Arbitrary } from "fast-check";
import type { ExchangeState, SegmentRegister } from "../state/exchange.ts";
import type { GuestMode } from "./modes.ts";
import type { CompleteSegment, CompleteState } from "./state.ts";

/** A value, or a list of values to choose from, for bits of a field. */
export type Choice = number | readonly number[];

/** Bits of access rights that are wanted; what is not named is any value. */
export interface AccessRightsConstraints {
  /** Bits 3:0. */
  type?: Choice;
  /** Bit 4: 0 system, 1 code or data. */
  s?: Choice;
  /** Bits 6:5. */
  dpl?: Choice;
  /** Bit 7. */
  p?: Choice;
  /** Bit 12. */
  avl?: Choice;
  /** Bit 13. */
  l?: Choice;
  /** Bit 14. */
  db?: Choice;
  /** Bit 15. */
  g?: Choice;
  /** Bit 16. */
  unusable?: Choice;
  /** Bits 11:8 and 31:17; 0 if not named. */
  reserved?: "any";
}

/** Bits of a selector that are wanted. */
export interface SelectorConstraints {
  /** Bits 1:0. */
  rpl?: Choice;
  /** Bit 2: 0 GDT, 1 LDT. */
  ti?: Choice;
  /** Bits 15:3. */
  index?: Choice;
}

/** What a segment register is to hold. */
export interface SegmentConstraints extends AccessRightsConstraints, SelectorConstraints {
  /**
   * Only values that a valid state of this mode can hold beside the other registers of the mode's
   * template.
   */
  mode?: GuestMode;
}

export interface ModeOptions {
  /** One mode or several; all that are possible if absent. */
  mode?: GuestMode | readonly GuestMode[];
}

export interface NearOptions extends ModeOptions {
  /** The most bits that are inverted: 1 to 3 (the default). */
  bits?: 1 | 2 | 3;
}

/** The signatures of what `vmx-preflight/fast-check` exports. */
export interface Arbitraries {
  /** Access rights, 32 bits in VMCS layout. Shrinks towards the lowest legal value. */
  accessRights(constraints?: AccessRightsConstraints): Arbitrary<number>;
  /** A selector of 16 bits. */
  selector(constraints?: SelectorConstraints): Arbitrary<number>;
  /** A segment descriptor of 8 bytes as a number of 64 bits, as `readDescriptor` takes it. */
  descriptor(constraints?: AccessRightsConstraints): Arbitrary<bigint>;
  /** What one segment register holds. */
  segment(register: SegmentRegister, constraints?: SegmentConstraints): Arbitrary<CompleteSegment>;
  /** Any complete state: every field any value of its width, mostly near a template. */
  guestState(options?: ModeOptions): Arbitrary<CompleteState>;
  /** Complete states that violate no check. Shrinks towards the template of the mode. */
  validGuestState(options?: ModeOptions): Arbitrary<CompleteState>;
  /** A valid state with one to three bits inverted: valid or not, but near the edge. */
  nearValidGuestState(options?: NearOptions): Arbitrary<CompleteState>;
  /**
   * States that violate this one check and no other. Shrinks towards the witness of the mode: its
   * template with the fewest bits changed.
   *
   * @throws RangeError for an unknown id, or a mode in which no state violates it
   */
  violating(id: string, options?: ModeOptions): Arbitrary<CompleteState>;
  /** The states of another arbitrary with members left out: an absent member is unknown. */
  partial(states: Arbitrary<CompleteState>): Arbitrary<ExchangeState>;
}
