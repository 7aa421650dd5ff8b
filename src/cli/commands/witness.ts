import type { GuestMode } from "../../arbitraries/index.ts";
import { needingFastCheck } from "../fast-check.ts";
import { knownRule } from "../rule-id.ts";
import { write } from "../terminal.ts";
import { EXIT, UsageError } from "../usage.ts";

export interface WitnessFlags {
  as?: "json" | "kvm-sregs-c" | "vmwrite";
  mode?: string;
  all?: boolean;
}

/** Prints a state that violates one check alone; with `--all` the boundary corpus. */
export async function witnessCommand(id: string | undefined, flags: WitnessFlags): Promise<number> {
  const { asKvmSregs, asVmcsWrites, boundaryCorpus, guestModes, impossible, toHex, witness } =
    await needingFastCheck("witness", () => import("../../arbitraries/index.ts"));
  if (flags.all === true) {
    if (flags.as !== undefined || flags.mode !== undefined) {
      throw new UsageError("--all writes NDJSON of all modes: no --as and no --mode");
    }
    const ids = id === undefined ? undefined : [knownRule(id).id];
    for (const vector of boundaryCorpus(ids)) await write(`${JSON.stringify(vector)}\n`);
    return EXIT.fine;
  }
  if (id === undefined) throw new UsageError("give the id of a check, or --all");
  const rule = knownRule(id);
  const mode = knownMode(flags.mode, guestModes);
  const found = witness(rule.id, mode);
  if (found === undefined) {
    const because = mode === undefined ? [] : (impossible(rule.id, mode) ?? []);
    throw new UsageError(
      `no state of ${mode ?? "any mode"} violates ${rule.id} and nothing else: ` +
        `that contradicts ${because.join(", ")}`,
    );
  }
  const title = `Violates ${rule.id} and no other check (${found.mode}): ${rule.title}.`;
  switch (flags.as) {
    case "kvm-sregs-c":
      await write(asKvmSregs(found.fail, title));
      break;
    case "vmwrite":
      await write(asVmcsWrites(found.fail, title));
      break;
    default:
      await write(`${JSON.stringify(toHex(found.fail), undefined, 2)}\n`);
  }
  return EXIT.fine;
}

function knownMode(
  name: string | undefined,
  guestModes: readonly GuestMode[],
): GuestMode | undefined {
  if (name === undefined) return undefined;
  const found = guestModes.find((mode) => mode === name);
  if (found === undefined) {
    throw new UsageError(`no guest mode "${name}"; there are ${guestModes.join(", ")}`);
  }
  return found;
}
