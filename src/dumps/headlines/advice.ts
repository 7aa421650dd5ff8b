/** What a failure says, and what to do next. */
import { meaningOf } from "../failure.ts";
import type { Failure } from "../types.ts";
import { ADVICE, FOR_ANY, FOR_OTHERS, FOR_STATUS, type Said } from "./advice-table.ts";
import { othersAbout } from "./by-words.ts";
import { Line } from "./line.ts";
import type { Program } from "./types.ts";
import { virtualBoxClass } from "./virtualbox-codes.ts";
import { WHP_EXITS } from "./whp-exits.ts";

export interface Advice {
  readonly meaning: string;
  readonly advice: string;
  readonly guestStateMayBeAtFault: boolean;
}

/** What it says, and what to do next for that program. */
export function adviceFor(failure: Failure, program: Program): Advice {
  const { meaning, advice } = saidBy(failure, program);
  return {
    meaning: meaning ?? meaningOf(failure),
    advice,
    guestStateMayBeAtFault: failure.kind === "invalid-guest-state",
  };
}

function saidBy(failure: Failure, program: Program): Said {
  return byWords(failure) ?? byStatus(failure) ?? byNumber(failure, program);
}

/** The first row that fits: the table has a program's own, and those of a code, before the others. */
function byNumber({ kind, code }: Failure, program: Program): Said {
  const row = ADVICE.find(
    (row) =>
      (row.kind === undefined || row.kind === kind) &&
      (row.code === undefined || row.code === code) &&
      (row.programs === undefined || row.programs.includes(program)),
  );
  return row?.said ?? FOR_ANY;
}

function byWords({ text, code }: Failure): Said | undefined {
  const [other] = othersAbout(new Line(text));
  if (other === undefined) return undefined;
  if (other.about === "whp-exit") {
    const number = code === "" ? other.exit : Number(code);
    const exit = WHP_EXITS.find((exit) => exit.number === number);
    return exit ?? FOR_OTHERS["whp-exit"];
  }
  if (other.about === "virtualbox") return undefined;
  return FOR_OTHERS[other.about];
}

function byStatus({ text }: Failure): Said | undefined {
  const name = /\bV(?:ERR|INF)_[A-Z0-9_]{2,80}\b/.exec(text)?.[0] ?? "";
  const number = /Guru Meditation (-?\d{1,6})/i.exec(text)?.[1];
  if (name === "" && number === undefined) return undefined;
  const about = virtualBoxClass(name, number === undefined ? undefined : Number(number));
  return FOR_STATUS[about ?? "internal"];
}
