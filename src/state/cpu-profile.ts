import { EXCHANGE_FIELDS } from "./catalogue.ts";
import { StateError, readValue, type CandidateState, type FieldValue } from "./normalize.ts";

/** One value of a CPU profile with the place it was taken from. */
export interface ProfileValue<T> {
  value: T;
  source: string;
  confidence: "measured" | "documented" | "inferred";
}

/** A CPU model: facts of the exchange JSON's `cpu` member, and whether two controls exist. */
export interface CpuProfile {
  name: string;
  title: string;
  year: number;
  facts: Record<string, ProfileValue<number | string | boolean>>;
  controls: {
    unrestrictedGuest?: ProfileValue<boolean>;
    ept?: ProfileValue<boolean>;
  };
  note?: string;
}

/**
 * The state as seen on a CPU: every fact of the profile becomes known. Where the state has another
 * value the profile wins, and a note says so. A control the CPU does not have is 0.
 *
 * @throws StateError if the profile has an unknown fact or a malformed value
 */
export function onCpu(
  state: CandidateState,
  profile: CpuProfile,
): { state: CandidateState; notes: string[] } {
  const notes = [`CPU profile ${profile.name}: ${profile.title}.`];
  const fields = new Map<string, FieldValue>(state.fields);
  for (const [name, { value }] of Object.entries(profile.facts)) {
    const path = `cpu.${name}`;
    const spec = EXCHANGE_FIELDS.get(path);
    if (spec === undefined) throw new StateError(`/facts/${name}`, "no such CPU fact");
    const known = fields.get(path);
    const wanted = readValue(value, spec, `/facts/${name}/value`);
    if (known !== undefined && known !== wanted) {
      notes.push(
        `${path} is taken as ${show(wanted)} from the profile; the input says ${show(known)}.`,
      );
    }
    fields.set(path, wanted);
  }
  const assume = { ...state.assume };
  for (const name of ["unrestrictedGuest", "ept"] as const) {
    if (profile.controls[name]?.value !== false || assume[name] !== undefined) continue;
    assume[name] = false;
    if (isRequested(fields, name)) {
      notes.push(
        `The state sets ${TITLES[name]}, which this CPU does not have: VM entry would fail with VM-instruction error 7 before the guest state is checked.`,
      );
    }
  }
  return { state: { ...state, fields, assume }, notes };
}

const TITLES = { unrestrictedGuest: '"unrestricted guest"', ept: '"enable EPT"' } as const;
const BITS = { unrestrictedGuest: 7, ept: 1 } as const;

function isRequested(fields: ReadonlyMap<string, FieldValue>, name: keyof typeof BITS): boolean {
  const bit = (path: string, position: number): boolean =>
    ((Number(fields.get(path) ?? 0) >>> position) & 1) === 1;
  return bit("controls.primaryProcBased", 31) && bit("controls.secondaryProcBased", BITS[name]);
}

const show = (value: FieldValue): string => `0x${value.toString(16)}`;
