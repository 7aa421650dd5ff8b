/**
 * The exits of the Windows Hypervisor Platform that are the end of a virtual machine. Others are
 * ordinary. On Arm64, and in the message types of Hyper-V itself, the same three have the numbers
 * in `message`: these look like exit reasons of VMX and are none.
 */
export interface WhpExit {
  readonly number: number;
  readonly message: number;
  /** Folded words. */
  readonly name: string;
  readonly meaning: string;
  readonly advice: string;
}

export const INVALID_REGISTER = 5;

export const WHP_EXITS: readonly WhpExit[] = [
  {
    number: 4,
    message: 0x8000_0021,
    name: "unrecoverable exception",
    meaning: "The guest ran into an exception that it could not handle: a triple fault.",
    advice:
      "Look inside the guest; try another CPU model than `host` or `max`, whose features Hyper-V may not virtualise.",
  },
  {
    number: INVALID_REGISTER,
    message: 0x8000_0020,
    name: "invalid vp register value",
    meaning:
      "Hyper-V found a register of the virtual processor invalid: its word for an invalid guest state.",
    advice:
      "Print the registers of the virtual processor, segment attributes included, and paste them.",
  },
  {
    number: 6,
    message: 0x8000_0022,
    name: "unsupported feature",
    meaning: "The guest used a feature that Hyper-V does not offer.",
    advice: "Choose a CPU model with fewer features.",
  },
];
