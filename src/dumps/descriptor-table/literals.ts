/**
 * Descriptors in source text, whatever the language: directives of assemblers, lists, elements of an
 * array that are set one by one, helpers that are called. Names, expressions and macros of the text
 * itself are followed; what is not certain is left unknown, with its line.
 */
import { looksLikeData } from "./source/assembler.ts";
import { expanded } from "./source/macros.ts";
import { SourceWalk } from "./source/walk.ts";
import { wordsOf } from "./source/words.ts";
import type { Notation, TablePointer } from "./types.ts";

export const literals: Notation = {
  name: "literals",
  description:
    "numbers in C, C++, Rust or assembler: arrays, gdt[1] = .., .quad, dq, set_gate(..), macros",
  read(lines) {
    const words = wordsOf(lines);
    const isCut = lines.at(-1)?.isTerminated === false;
    const cut = isCut ? words.findLast(({ kind }) => kind !== "newline") : undefined;
    const { tokens, defining } = expanded(words);
    const doubtful = new Set(
      lines.flatMap(({ text }, index) =>
        looksLikeData(text) && !defining.has(index) ? [index] : [],
      ),
    );
    const tables = new SourceWalk(tokens, cut, doubtful).tables();
    const numberOf = (line: number): number => lines[line]?.number ?? 0;
    return tables.map(({ lines: places, misses, pointer, remarks = [], warnings, ...rest }) => ({
      ...rest,
      lines: places.map(numberOf),
      misses: misses.map(({ line, why }) => ({ line: numberOf(line), why })),
      warnings: [
        ...warnings,
        ...remarks.map(({ line, text }) => `line ${numberOf(line)}: ${text}`),
      ],
      ...(pointer === undefined ? {} : { pointer: placed(pointer, numberOf) }),
    }));
  },
};

function placed(pointer: TablePointer, numberOf: (line: number) => number): TablePointer {
  return { ...pointer, line: numberOf(pointer.line) };
}
