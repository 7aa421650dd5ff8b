/** The enlightened VMCS of a hypervisor nested in Hyper-V (or in KVM's emulation of it). */
import {
  EVMCS_CLEAN_FIELDS,
  EVMCS_FIELDS,
  EVMCS_RESERVED,
  EVMCS_REVISION,
  EVMCS_SIZE,
} from "./evmcs-layout.ts";
import type { BinaryFormat } from "./format.ts";
import { isZero, readNumber } from "./layout.ts";
import { failureIn, fieldsInUse } from "./vmcs-fields-in-use.ts";

const PAGE = 4096;

/** IA32_PERF_GLOBAL_CTRL has a place since 2022 only; the bit that loads it tells that it is used. */
const LOAD_PERF_GLOBAL_CTRL = 13n;
const ENTRY_CONTROLS = 796;

/** The basic reason of an exit and the bits 31:26 beside it: what an exit reason may hold. */
const EXIT_REASON = 692;
const EXIT_REASON_RESERVED = 0x03ff_0000n;

export const hvEnlightenedVmcs: BinaryFormat = {
  name: "hv-enlightened-vmcs",
  view: "vmcs",
  description: "Hyper-V's enlightened VMCS (HV_VMX_ENLIGHTENED_VMCS), 1024 or 4096 bytes",
  sizes: `${EVMCS_SIZE} or ${PAGE} bytes`,
  // The revision alone is no proof: a processor's own VMCS may have the same one.
  matches: (bytes) =>
    (bytes.length === EVMCS_SIZE || bytes.length === PAGE) &&
    readNumber(bytes, 0, 4) === EVMCS_REVISION &&
    EVMCS_RESERVED.every(([from, to]) => isZero(bytes, from, to)) &&
    isZero(bytes, EVMCS_SIZE, bytes.length) &&
    !isZero(bytes, 128, EVMCS_SIZE) &&
    (readNumber(bytes, EXIT_REASON, 4) & EXIT_REASON_RESERVED) === 0n,
  objection: (bytes) => {
    if (bytes.length < EVMCS_SIZE || bytes.length > PAGE)
      return `it has ${bytes.length} bytes, not ${EVMCS_SIZE} to ${PAGE}`;
    const revision = readNumber(bytes, 0, 4);
    return revision === EVMCS_REVISION
      ? undefined
      : `it begins with 0x${revision.toString(16)}, not with version ${EVMCS_REVISION}`;
  },
  read: (bytes) => {
    const isPerfLoaded =
      ((readNumber(bytes, ENTRY_CONTROLS, 4) >> LOAD_PERF_GLOBAL_CTRL) & 1n) === 1n;
    const clean = readNumber(bytes, EVMCS_CLEAN_FIELDS, 4);
    return {
      fields: fieldsInUse(EVMCS_FIELDS, bytes, 0).filter(
        ({ path }) => path !== "guest.perfGlobalCtrl" || isPerfLoaded,
      ),
      base: 0,
      notes:
        clean === 0n
          ? []
          : [
              `clean fields 0x${clean.toString(16)}: Hyper-V may use older values for the groups of fields marked there`,
            ],
      ...failureIn(EVMCS_FIELDS, bytes, 0),
    };
  },
};
