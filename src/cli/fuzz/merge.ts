import { Tally, inOrder, parseShard } from "../../fuzz/index.ts";
import { InputFault } from "../input/fault.ts";
import { EXIT, UsageError } from "../usage.ts";
import { printResult, summary } from "./print.ts";
import { readStateDir, type Saved } from "./state-dir.ts";

/** Joins the results of state folders; returns the exit status. */
export async function mergeCommand(
  folders: readonly string[],
  { json }: { json?: boolean },
): Promise<number> {
  const parts = folders.map((folder) => {
    const saved = readStateDir(folder);
    if (saved === undefined) throw new InputFault(folder, "no campaign in this folder");
    return { folder, saved };
  });
  const [first] = parts;
  if (first === undefined) throw new UsageError("merge needs folders");
  const { parameters } = first.saved;
  const seen = new Map<string, string>();
  const tally = new Tally();
  for (const { folder, saved } of parts) {
    refuseDifferent(first, { folder, saved });
    const twin = seen.get(saved.parameters.shard);
    if (twin !== undefined) {
      throw new UsageError(`${twin} and ${folder} are the same shard ${saved.parameters.shard}`);
    }
    seen.set(saved.parameters.shard, folder);
    tally.add(saved.tally.totals());
  }
  const { of } = parseShard(parameters.shard);
  const missing = Array.from({ length: of }, (_, i) => `${i + 1}/${of}`).filter(
    (shard) => !seen.has(shard),
  );
  const findings = inOrder(tally.findings.values());
  await printResult({ ...parameters, shard: "1/1" }, tally, findings, json === true);
  process.stderr.write(summary(tally, findings));
  if (missing.length > 0) {
    const named = missing.slice(0, 8).join(", ");
    process.stderr.write(`missing shards: ${named}${missing.length > 8 ? ", ..." : ""}\n`);
  }
  return findings.length > 0 ? EXIT.invalid : EXIT.fine;
}

interface Part {
  folder: string;
  saved: Saved;
}

function refuseDifferent(a: Part, b: Part): void {
  const shared = ({ saved }: Part): Record<string, unknown> => ({
    ...saved.parameters,
    shard: parseShard(saved.parameters.shard).of,
  });
  const [left, right] = [shared(a), shared(b)];
  for (const name of Object.keys(left)) {
    const [one, other] = [JSON.stringify(left[name]), JSON.stringify(right[name])];
    if (one !== other) {
      const what = name === "shard" ? "number of shards" : name;
      throw new UsageError(
        `${a.folder} and ${b.folder} are of different campaigns: their ${what} is ${one} and ${other}`,
      );
    }
  }
}
