export { cpus, type CpuName } from "./cpus.ts";
export { coherence, guestModes, modes, type GuestMode, type ModeInfo } from "./modes.ts";
export { templates } from "./templates.ts";
export type {
  CompleteControls,
  CompleteCpu,
  CompleteGuest,
  CompleteMemory,
  CompleteSegment,
  CompleteState,
  CompleteTable,
} from "./state.ts";
export type {
  AccessRightsConstraints,
  Arbitraries,
  Choice,
  ModeOptions,
  NearOptions,
  SegmentConstraints,
  SelectorConstraints,
} from "./types.ts";
export { toHex } from "./layout.ts";
export { validGuestState } from "./valid-guest-state.ts";
export { guestState } from "./guest-state.ts";
export { nearValidGuestState } from "./near-valid-guest-state.ts";
export { partial } from "./partial.ts";
export { accessRights, descriptor, segment, selector } from "./segments.ts";
export { violating } from "./violating.ts";
export { impossible, modesViolating, witness, type Witness } from "./witnesses.ts";
export { boundaryCorpus, type BoundaryVector } from "./corpus.ts";
export { asKvmSregs, asVmcsWrites } from "./write-state.ts";
