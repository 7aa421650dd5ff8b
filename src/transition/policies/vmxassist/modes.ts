/**
 * vmxassist's mode machine. In `REAL` and `REAL_TO_PROTECTED` the guest runs as a virtual-8086
 * task; in `PROTECTED_TO_REAL` every instruction is interpreted; in `PROTECTED` the assist is out
 * of the picture.
 */
export const ASSIST_MODES = [
  "REAL",
  "REAL_TO_PROTECTED",
  "PROTECTED_TO_REAL",
  "PROTECTED",
] as const;
export type AssistMode = (typeof ASSIST_MODES)[number];

/** What a change of mode does besides. */
export type ModeAction =
  /** Nothing, the mode stays. */
  | "none"
  /** Single-step from here on, and save the real-mode selectors (since the fix). */
  | "open-window"
  /** `protected_mode()`: load the segment registers, enter. */
  | "protected-mode"
  /** `real_mode()`: make real-mode selectors out of what the registers hold. */
  | "real-mode"
  /** The mode is set, nothing else. */
  | "set"
  | "panic";

const ACTIONS: Readonly<Record<AssistMode, Readonly<Record<AssistMode, ModeAction>>>> = {
  REAL: {
    REAL: "none",
    REAL_TO_PROTECTED: "open-window",
    PROTECTED_TO_REAL: "panic",
    PROTECTED: "panic",
  },
  REAL_TO_PROTECTED: {
    REAL: "real-mode",
    REAL_TO_PROTECTED: "none",
    PROTECTED_TO_REAL: "panic",
    PROTECTED: "protected-mode",
  },
  PROTECTED_TO_REAL: {
    REAL: "real-mode",
    REAL_TO_PROTECTED: "panic",
    PROTECTED_TO_REAL: "panic",
    PROTECTED: "panic",
  },
  PROTECTED: {
    REAL: "panic",
    REAL_TO_PROTECTED: "panic",
    PROTECTED_TO_REAL: "set",
    PROTECTED: "panic",
  },
};

/** What `set_mode(to)` does in mode `from`. */
export function modeAction(from: AssistMode, to: AssistMode): ModeAction {
  return ACTIONS[from][to];
}
