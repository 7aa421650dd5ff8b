import type { DescriptorTable, SegmentRegister, TableEntry } from "../../index.ts";
import { Judge, type Answers } from "./judge.ts";
import { ENTRY_MODES, type EntryMode } from "./modes.ts";
import { judgeSelectors, type SelectorAnswer } from "./selectors.ts";
import {
  findingsOf,
  placeTable,
  type Finding,
  type PlacedTable,
  type TableFacts,
} from "./table.ts";

/** What is asked about a table. */
export interface GdtOptions extends TableFacts {
  /** Take accessed and busy bits as they are in memory. */
  asIs: boolean;
  unrestrictedGuest?: boolean;
  selectors?: ReadonlyMap<SegmentRegister, number>;
}

/** Everything the command found out about a table. */
export interface GdtReport {
  file: string | undefined;
  source: DescriptorTable;
  table: PlacedTable;
  asIs: boolean;
  judged: JudgedEntry[];
  modes: readonly EntryMode[];
  findings: Finding[];
  selectors: SelectorAnswer | undefined;
}

export interface JudgedEntry {
  entry: TableEntry;
  answers: { mode: EntryMode; answers: Answers }[];
}

/**
 * Decodes a table and asks the rules about it.
 * @throws UsageError if the base does not fit the addresses of the dump
 */
export function gdtReport(source: DescriptorTable, options: GdtOptions, file?: string): GdtReport {
  const { asIs, ia32e, unrestrictedGuest, selectors } = options;
  const table = placeTable(source, options);
  const modes = ENTRY_MODES.filter(
    ({ reading, context }) =>
      (ia32e === undefined || (reading === "ia32e") === ia32e) &&
      (unrestrictedGuest === undefined || context.assume?.unrestrictedGuest === unrestrictedGuest),
  );
  const judge = new Judge({ asIs, modes });
  return {
    file,
    source,
    table,
    asIs,
    modes,
    judged: table.entries.map((entry) => ({
      entry,
      answers: entry.readings.flatMap((reading) => judge.answers(entry.offset, reading)),
    })),
    findings: findingsOf(table),
    selectors: selectors && judgeSelectors(table, selectors, options),
  };
}
