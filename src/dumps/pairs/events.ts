/** What the walk over a text finds, in the order of the text. Values are folded later. */
import type { Expression } from "./expression.ts";
import type { Token } from "./lexer.ts";

/**
 * `list`: a printed line. `data`: a member of structured data (braces, indentation, a table).
 * `code`: a statement of a program.
 */
export type Style = "list" | "data" | "code";

/** A branch, a loop or a function inside which something stands. */
export interface Block {
  readonly id: number;
  readonly kind: "branch" | "loop" | "function";
}

interface Common {
  readonly style: Style;
  /** From the outermost to the innermost. */
  readonly blocks: readonly Block[];
  /** The outermost structure that it is a member of. */
  readonly root: number | undefined;
  /** The value it gives; `undefined` where none was found in its place. */
  readonly value: Expression | undefined;
  /** Where the name and the value begin. */
  readonly nameAt: Token;
  readonly valueAt: Token;
  /** Words of the structures around it, the outermost first. */
  readonly owners: readonly string[];
}

/** A name is given a value. */
export interface Assignment extends Common {
  readonly kind: "assign";
  /** Outermost first, with the names of the structures it stands in. */
  readonly names: readonly string[];
  /** `=`, or the sign of an operator that changes the value that was there. */
  readonly operator: string;
  /** Declares the name: a constant, a variable, a macro, a member of an enumeration. */
  readonly isDeclaration: boolean;
  /** Never changes: `#define`, `const`, an enumeration. */
  readonly isConstant: boolean;
  /** The type that is given with it. */
  readonly type?: string;
  /** In an index or in a computed name: which field it is, nobody knows. */
  readonly isDynamic: boolean;
  /** A member of a variable that is declared with it: its name says nothing. */
  readonly isLocal: boolean;
}

/** A field is written through a call, an instruction, a pair of brackets. */
export interface Write extends Common {
  readonly kind: "write";
  readonly field: Expression;
  /** The bits that the call itself takes, by its name (`vmwrite32`). */
  readonly bits?: number;
  /** Instructions and pairs in brackets; a call may have any name. */
  readonly callee: string | undefined;
}

/** A whole structure is set to zero. */
export interface Clearing extends Common {
  readonly kind: "clear";
  readonly names: readonly string[];
}

export type Event = Assignment | Write | Clearing;
