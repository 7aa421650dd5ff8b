/**
 * One walk over the tokens of a text, with no language's grammar: names, what separates them from a
 * value, brackets, indentation, statements. It says what is given to which name, in order.
 */
import { Assembler } from "./assembler.ts";
import { CLEARS, NO_WRITE, SETTER, WRITES } from "./calls.ts";
import { isHexWord } from "./evidence.ts";
import type { Event, Style } from "./events.ts";
import { encodingOf, fieldOfEncoding } from "../vmcs-fields.ts";
import { type Expression, ExpressionParser, type Parsed, typeOf } from "./expression.ts";
import type { Token } from "./lexer.ts";
import { isOtherThing, isRecordName, targetOf, wordsOf } from "./names.ts";
import { numberOf } from "./numbers.ts";
import { type Path, argumentsIn, closingOf, pathAt } from "./paths.ts";
import { type Scope, type ScopeKind, Scopes } from "./scopes.ts";

export interface WalkOptions {
  /** Whether the text is a program's. */
  readonly isCode: boolean;
  /** Blanks in front of each line. */
  readonly indents: readonly number[];
}

const KEYWORDS: Readonly<Record<string, ScopeKind>> = {
  ...{ if: "branch", else: "branch", elif: "branch", unless: "branch", switch: "branch" },
  ...{ match: "branch", case: "branch", when: "branch", elsif: "branch", except: "branch" },
  ...{ catch: "branch", rescue: "branch", for: "loop", while: "loop", loop: "loop", until: "loop" },
  ...{ def: "function", fn: "function", func: "function", function: "function", proc: "function" },
  ...{ struct: "declaration", union: "declaration", class: "declaration", record: "declaration" },
  ...{ interface: "declaration", trait: "declaration", typedef: "declaration" },
  enum: "constants",
};
/** Methods whose block is done several times, or never. */
const REPEATS = /^(?:times|each\w{0,20}|loop|upto|downto|step|map|cycle)$/;
const CONSTANT_WORDS: ReadonlySet<string> = new Set(["const", "constexpr", "static", "final"]);
const DECLARING_WORDS: ReadonlySet<string> = new Set(["let", "var", "auto", "mut", "local", "my"]);
const NOT_TYPES: ReadonlySet<string> = new Set(["return", "and", "or", "not", "in", "do", "then"]);
const ASSIGNS: ReadonlySet<string> = new Set(["=", ":=", "=>", ":", "->"]);
const CHANGES: ReadonlySet<string> = new Set([
  "|=",
  "&=",
  "^=",
  "+=",
  "-=",
  "<<=",
  ">>=",
  "++",
  "--",
]);
export function walk(tokens: readonly Token[], options: WalkOptions): Event[] {
  return new Walk(tokens, options).run();
}

class Walk {
  readonly #tokens: readonly Token[];
  readonly #options: WalkOptions;
  readonly #parser: ExpressionParser;
  readonly #scopes = new Scopes();
  readonly #assembler: Assembler;
  readonly #events: Event[] = [];
  #at = 0;
  /** First token of the present statement. */
  #statement = 0;
  /** What the present statement opens with its next bracket, or with the end of its line. */
  #pending: ScopeKind | undefined;
  readonly #hasEnd: boolean;

  constructor(tokens: readonly Token[], options: WalkOptions) {
    this.#tokens = tokens;
    this.#options = options;
    this.#parser = new ExpressionParser(tokens, { isList: !options.isCode });
    this.#assembler = new Assembler(tokens, this.#parser);
    this.#hasEnd = tokens.some(
      ({ kind, text }, index) =>
        kind === "word" && text === "end" && tokens[index - 1]?.kind === "newline",
    );
  }

  run(): Event[] {
    this.#beginLine(0);
    while (this.#at < this.#tokens.length) {
      const before = this.#at;
      this.#step();
      if (this.#at <= before) this.#at = before + 1;
    }
    return this.#events;
  }

  #step(): void {
    const token = this.#tokens[this.#at];
    if (token === undefined) return;
    if (token.kind === "newline") this.#endLine();
    else if (token.kind === "directive") this.#directive(token);
    else if (token.kind === "sign" && this.#sign(token)) return;
    else if (token.kind === "word" && this.#keyword(token)) return;
    else if (this.#takeStatement() || this.#takePair()) return;
    else this.#at++;
  }

  // --- Lines and statements ------------------------------------------------------------------

  #endLine(): void {
    if (this.#hasEnd && this.#pending !== undefined && !this.#scopes.isInBrackets)
      this.#scopes.push({ close: "end", kind: this.#pending, line: this.#lineOf(this.#at) });
    if (!this.#scopes.isInBrackets) {
      this.#endStatement();
      // A branch without braces goes on with the next line.
      if (this.#hasEnd || this.#pending !== "branch") this.#pending = undefined;
    }
    this.#at++;
    this.#beginLine(this.#at);
  }

  #endStatement(): void {
    this.#scopes.endStatement();
    this.#statement = this.#at + 1;
  }

  #lineOf(at: number): number {
    return this.#tokens[at]?.line ?? 0;
  }

  #beginLine(at: number): void {
    const token = this.#tokens[at];
    if (token === undefined || token.kind === "newline") return;
    const indent = this.#options.indents[token.line] ?? 0;
    this.#scopes.beginLine(indent);
    if (!this.#scopes.isInBrackets || this.#scopes.isInBraces) this.#statement = at;
    if (token.kind === "sign" && token.text === "[") this.#section(at);
    else this.#heading(at);
  }

  /** `[vcpu.guest.cs]` alone on its line. */
  #section(at: number): void {
    const doubled = this.#tokens[at + 1]?.text === "[" ? 1 : 0;
    const path = pathAt(this.#tokens, at + 1 + doubled);
    if (path === undefined) return;
    const close = path.end;
    const rest = this.#tokens[close + 1 + doubled];
    if (this.#tokens[close]?.text !== "]" || rest?.kind !== "newline") return;
    this.#scopes.replace("table", { kind: "object", names: path.names });
    this.#at = close + 1 + doubled;
  }

  /** A line of words that says whose fields follow: `Guest state:`, `=== HOST ===`. */
  #heading(at: number): void {
    const words: string[] = [];
    let signs = "";
    let end = at;
    for (; this.#tokens[end]?.kind !== "newline" && end < this.#tokens.length; end++) {
      const token = this.#tokens[end];
      if (token?.kind === "word") words.push(token.text);
      else if (token?.kind === "sign") signs += token.text;
      else return;
      if (words.length > 6) return;
    }
    const sides = words.filter((word) => SIDE.test(word));
    const isMarked =
      signs.endsWith(":") ||
      /^[=*#-]{2}|^[*]/.test(signs) ||
      words.every((word) => TITLE.test(word));
    const isField = words.some((word) => targetOf([word]) !== undefined || isHexWord([word]));
    if (isField || sides.length !== 1 || !isMarked || /[;(){}=,]/.test(signs.replaceAll("==", "")))
      return;
    if (signs.endsWith(":") && this.#isIndented(end)) return;
    this.#scopes.replace("heading", { kind: "object", names: [words.join(" ")] });
    this.#at = end;
  }

  /** Whether the next line stands deeper than the one that ends at a token. */
  #isIndented(end: number): boolean {
    const { indents } = this.#options;
    const next = this.#tokens.slice(end, end + 8).find(({ kind }) => kind !== "newline");
    if (next === undefined) return false;
    return (indents[next.line] ?? 0) > (indents[this.#lineOf(end)] ?? 0);
  }

  #directive({ text, line }: Token): void {
    this.#at++;
    if (text === "define") this.#define();
    else if (text.startsWith("if")) {
      this.#scopes.push({ close: "#endif", kind: "branch", line });
    } else if (text === "else" || text === "elif") {
      this.#scopes.close("#endif");
      this.#scopes.push({ close: "#endif", kind: "branch", line });
    } else if (text === "endif") this.#scopes.close("#endif");
    while (this.#at < this.#tokens.length && this.#tokens[this.#at]?.kind !== "newline") this.#at++;
  }

  #define(): void {
    const name = this.#tokens[this.#at];
    const next = this.#tokens[this.#at + 1];
    if (name?.kind !== "word" || next === undefined || next.kind === "newline") return;
    if (next.text === "(" && next.isGlued) return;
    this.#at++;
    this.#emitDefinition(name, this.#at);
  }

  #emitDefinition(name: Token, at: number): void {
    const parsed = this.#parser.parse(at);
    const behind = this.#tokens[parsed?.end ?? at];
    const isWhole = behind === undefined || behind.kind === "newline" || behind.text === ";";
    this.#events.push({
      kind: "assign",
      names: [name.text],
      operator: "=",
      value: isWhole ? parsed?.expression : { kind: "other" },
      style: "code",
      ...this.#scopes.place,
      owners: [],
      nameAt: name,
      valueAt: this.#tokens[at] ?? name,
      isDeclaration: true,
      isConstant: true,
      isDynamic: false,
      isLocal: false,
    });
    this.#at = parsed?.end ?? at + 1;
  }

  // --- Signs and keywords --------------------------------------------------------------------

  #sign(token: Token): boolean {
    switch (token.text) {
      case ";":
        // `for (i = 0; i < n; i++)`
        if (this.#scopes.innermost?.close === ")" || this.#isInHead()) break;
        this.#endStatement();
        if (this.#pending === "branch" || this.#pending === "loop") this.#pending = undefined;
        break;
      case "{":
      case "(":
      case "[":
        this.#openBracket(this.#at, { hints: this.#hintsBefore(this.#at) });
        return true;
      case "}":
        this.#scopes.close("}");
        this.#scopes.endStatement();
        this.#statement = this.#at + 1;
        break;
      case ")":
      case "]":
        this.#scopes.close(token.text);
        if (token.text === ")") this.#afterCondition();
        break;
      case ":":
        if (this.#pending === undefined || this.#scopes.isInBrackets) return false;
        return this.#afterColon(token);
      default:
        return false;
    }
    this.#at++;
    return true;
  }

  /** `for i := 0; i < n; i++ {`, `if err := call(); err != nil {` */
  #isInHead(): boolean {
    if (this.#pending !== "branch" && this.#pending !== "loop") return false;
    for (let at = this.#at + 1; this.#tokens[at]?.line === this.#lineOf(this.#at); at++)
      if (this.#tokens[at]?.text === "{") return this.#tokens[at + 1]?.kind === "newline";
    return false;
  }

  /** `if x:` opens what is indented below it, or the rest of its line. */
  #afterColon({ line }: Token): boolean {
    const isLast = this.#tokens[this.#at + 1]?.kind === "newline";
    const indent = this.#options.indents[line] ?? 0;
    const kind = this.#pending ?? "other";
    this.#scopes.push({ close: isLast ? "indent" : "line", kind, indent, line });
    this.#pending = undefined;
    this.#at++;
    this.#statement = this.#at;
    return true;
  }

  /** Behind the condition of a branch without braces stands one statement that belongs to it. */
  #afterCondition(): void {
    if ((this.#pending !== "branch" && this.#pending !== "loop") || this.#hasEnd) return;
    if (this.#scopes.innermost?.close === ")") return;
    let next = this.#at + 1;
    // `|value|` behind a condition.
    if (this.#tokens[next]?.text === "|")
      while (this.#tokens[++next]?.kind !== "newline" && this.#tokens[next]?.text !== "|");
    if (this.#tokens[next]?.text === "|") next++;
    while (this.#tokens[next]?.kind === "newline") next++;
    const token = this.#tokens[next];
    if (token === undefined || token.text === "{" || token.text === ":" || token.kind !== "word")
      return;
    if (this.#tokens[this.#statement]?.text === "do") return;
    this.#scopes.push({ close: ";", kind: this.#pending, line: token.line });
    this.#pending = undefined;
  }

  /** Words right before a bracket that say what is in it: `guest state: {`, `GuestArea {`. */
  #hintsBefore(at: number): string[] {
    const words: string[] = [];
    for (let index = at - 1; index >= this.#statement && words.length < 4; index--) {
      const token = this.#tokens[index];
      if (token?.kind === "word" || token?.kind === "string") words.unshift(token.text);
      else if (token?.kind !== "sign" || !/^(?:[:=.&]|::|:=|->)$/.test(token.text)) break;
    }
    return words;
  }

  #openBracket(at: number, scope: Partial<Scope>): void {
    const bracket = this.#tokens[at]?.text ?? "{";
    const line = this.#lineOf(at);
    let kind: ScopeKind = scope.kind ?? (bracket === "{" ? this.#kindOfBrace(at) : "other");
    if (kind === "other" && (scope.names ?? []).length > 0) kind = "object";
    this.#writesInBrackets(at);
    this.#scopes.pushBracket(bracket, { line, ...scope, kind });
    if (kind === "function") this.#parameters(at);
    if (bracket === "{") {
      this.#pending = undefined;
      this.#statement = at + 1;
    }
    this.#at = at + 1;
  }

  #kindOfBrace(at: number): ScopeKind {
    if (this.#pending !== undefined) return this.#pending;
    if (this.#tokens[at - 1]?.text === "=>") return "function";
    // `type name(arguments) {`: a function.
    let before = at - 1;
    while (this.#tokens[before]?.kind === "newline") before--;
    if (this.#tokens[before]?.text !== ")") return "other";
    return this.#scopes.isInFunction ? "other" : "function";
  }

  /** The parameters of a function hide what the text says of such names elsewhere. */
  #parameters(brace: number): void {
    let close = brace - 1;
    while (close > this.#statement && this.#tokens[close]?.text !== ")") close--;
    for (let at = this.#statement; at < close; at++) {
      const [name, behind] = [this.#tokens[at], this.#tokens[at + 1]];
      if (name?.kind !== "word" || behind === undefined) continue;
      if (behind.text === "," || behind.text === ")" || behind.text === ":") this.#forget(name);
    }
  }

  #forget(name: Token): void {
    this.#events.push({
      kind: "assign",
      names: [name.text],
      operator: "=",
      value: { kind: "other" },
      style: "code",
      ...this.#scopes.place,
      owners: [],
      nameAt: name,
      valueAt: name,
      isDeclaration: true,
      isConstant: false,
      isDynamic: false,
      isLocal: false,
    });
  }

  #keyword(token: Token): boolean {
    if (token.text === "end" && this.#hasEnd && this.#at === this.#statement) {
      this.#scopes.close("end");
      this.#at++;
      return true;
    }
    if (!this.#options.isCode || this.#scopes.innermost?.close === ")") return false;
    if (token.text === "do" && this.#hasEnd && this.#pending === undefined) {
      const words = this.#wordsBefore(this.#at);
      this.#pending = words.some((word) => REPEATS.test(word)) ? "loop" : "other";
    }
    const kind = Object.hasOwn(KEYWORDS, token.text) ? KEYWORDS[token.text] : undefined;
    if (kind === undefined) return false;
    const isFirst = this.#wordsBefore(this.#at).length === 0;
    const isNamed = this.#tokens[this.#at + 1]?.kind === "word";
    // `struct kvm_segment seg = {`: what is declared is a variable.
    if (kind === "declaration" || kind === "constants") {
      if (!this.#declaresType()) return false;
      this.#pending = kind;
    } else if (
      kind === "function"
        ? isNamed || this.#hasReceiver()
        : isFirst || /^(?:else|if|switch|match)$/.test(token.text)
    ) {
      this.#pending = kind;
      if (kind === "loop" && isNamed) this.#loopVariables();
    } else return false;
    this.#at++;
    if (/^(?:else|loop)$/.test(token.text)) this.#afterElse();
    return true;
  }

  /** `func (v *VCPU) name() {`, `func() {` */
  #hasReceiver(): boolean {
    return this.#tokens[this.#at]?.text === "func" && this.#tokens[this.#at + 1]?.text === "(";
  }

  /** Behind `else` stands a statement, unless another condition or a brace does. */
  #afterElse(): void {
    let next = this.#at;
    while (this.#tokens[next]?.kind === "newline") next++;
    const token = this.#tokens[next];
    if (token?.kind !== "word" || Object.hasOwn(KEYWORDS, token.text) || this.#hasEnd) return;
    this.#scopes.push({ close: ";", kind: "branch", line: token.line });
    this.#pending = undefined;
  }

  /** What stands between `for` and `in` changes. */
  #loopVariables(): void {
    for (let at = this.#at + 1; at < this.#at + 8; at++) {
      const token = this.#tokens[at];
      if (token?.kind === "newline" || token === undefined) return;
      if (token.text === "in" || token.text === "range") return;
      if (token.kind === "word") this.#forget(token);
    }
  }

  /** `struct name {` and `enum {`, not `struct name variable`. */
  #declaresType(): boolean {
    for (let at = this.#at + 1; at < this.#at + 12; at++) {
      const token = this.#tokens[at];
      if (token === undefined || token.kind === "newline") {
        const next = this.#tokens[at + 1];
        return next?.text === "{" || this.#tokens[at - 1]?.text === ":";
      }
      if (token.text === "{") return true;
      if (token.text === "=" || token.text === ";" || token.text === ")") return false;
    }
    return false;
  }

  #wordsBefore(at: number): string[] {
    return this.#tokens
      .slice(this.#statement, at)
      .filter(({ kind }) => kind === "word")
      .map(({ text }) => text);
  }

  // --- Statements ----------------------------------------------------------------------------

  #takeStatement(): boolean {
    if (!this.#options.isCode || this.#at !== this.#statement) return false;
    const assembled = this.#assembler.take(this.#at, this.#scopes.blocks);
    if (assembled !== undefined) {
      this.#events.push(...assembled.events);
      this.#at = assembled.end;
      return true;
    }
    return this.#callWithoutBrackets() || this.#several();
  }

  /** `vmcs.write :guest_cr0, 0x31`, `vmw GUEST_CR0, 31h` */
  #callWithoutBrackets(): boolean {
    const callee = pathAt(this.#tokens, this.#at);
    const name = callee?.names.at(-1) ?? "";
    if (callee === undefined || !WRITES.test(name) || NO_WRITE.test(name)) return false;
    const first = this.#tokens[callee.end];
    if (first === undefined || first.kind === "newline" || first.isGlued) return false;
    const field = this.#parser.parse(callee.end);
    if (field === undefined || this.#tokens[field.end]?.text !== ",") return false;
    const value = this.#parser.parse(field.end + 1);
    const end = value?.end ?? field.end + 1;
    const isWhole = this.#isEnd(end);
    this.#write(
      field.expression,
      isWhole ? value?.expression : undefined,
      callee.end,
      field.end + 1,
      name,
    );
    this.#at = end;
    return true;
  }

  /** Whether a statement, or a part of one, ends at a token. */
  #isEnd(at: number): boolean {
    const token = this.#tokens[at];
    if (token === undefined || token.kind === "newline") return true;
    return token.kind === "sign" && /^[;,)}\]{]$/.test(token.text);
  }

  /** `a.rip, a.rflags = 0x10, 2` */
  #several(): boolean {
    const paths: { path: Path; at: number }[] = [];
    let at = this.#at;
    while (paths.length < MAX_CHAIN) {
      const path = pathAt(this.#tokens, at);
      if (path === undefined) return false;
      paths.push({ path, at });
      at = path.end;
      if (this.#tokens[at]?.text !== ",") break;
      at++;
    }
    if (paths.length < 2 || this.#tokens[at]?.text !== "=") return false;
    at++;
    for (const { path, at: nameAt } of paths) {
      const parsed = this.#parser.parse(at);
      this.#assign(path, nameAt, parsed?.expression, at, "=", true);
      at = parsed?.end ?? at;
      if (this.#tokens[at]?.text === ",") at++;
    }
    this.#at = at;
    return true;
  }

  // --- Pairs ---------------------------------------------------------------------------------

  #takePair(): boolean {
    const before = this.#tokens[this.#at - 1];
    const isInside = before?.kind === "sign" && /^(?:\.|->|::)$/.test(before.text);
    const token = this.#tokens[this.#at];
    if (token === undefined || (isInside && token.isGlued) || this.#isOther()) return false;
    if (token.kind === "number") return this.#takeEncoding() || this.#takeValueFirst();
    return this.#takeWords() || this.#takePath();
  }

  /** `Shadow CR4=`, `last exit rip:` in a list: a number of a register, but not its own. */
  #isOther(): boolean {
    const token = this.#tokens[this.#at];
    if (this.#options.isCode || token?.kind !== "word") return false;
    const words: string[] = [];
    for (let at = this.#at - 1; at >= 0 && words.length < MAX_WORDS; at--) {
      const before = this.#tokens[at];
      if (before?.kind !== "word") break;
      words.unshift(...wordsOf(before.text));
    }
    return isOtherThing(words) && targetOf([token.text])?.strength !== "full";
  }

  /** `[0x4816] = 9bh`, `4816h: 9bh`, `vmread(0x4816) = 0x9b`: a field by its encoding. */
  #takeEncoding(): boolean {
    if (this.#options.isCode) return false;
    const token = this.#tokens[this.#at];
    const before = this.#tokens[this.#at - 1];
    const isOpen = before?.kind === "sign" && /^[[(]$/.test(before.text);
    const digits = /^0x([\da-f]{3,8})$|^([\da-f]{4})h$/i.exec(token?.text ?? "");
    const bare = isOpen ? /^([\da-f]{4})$/i.exec(token?.text ?? "") : null;
    const spelled = digits?.[1] ?? digits?.[2] ?? bare?.[1];
    if (spelled === undefined || fieldOfEncoding(Number(`0x${spelled}`)) === undefined)
      return false;
    let at = this.#at + 1;
    if (isOpen && /^[\])]$/.test(this.#tokens[at]?.text ?? "")) at++;
    const sign = this.#tokens[at];
    const next = this.#tokens[at + 1];
    const isSign = sign?.kind === "sign" && ASSIGNS.has(sign.text);
    const value = isSign ? next : sign;
    const isMissing = isOpen && isSign && value?.kind === "sign" && /^[<?~*-]$/.test(value.text);
    const isNumber =
      value?.kind === "number" || (value?.kind === "word" && isHexWord([value.text]));
    if (value === undefined || (!isNumber && !isMissing)) return false;
    if (!isSign && (!isOpen || !/^0x/i.test(value.text))) return false;
    // Several numbers behind one encoding are a row of something else.
    const behind = this.#tokens[at + (isSign ? 2 : 1)];
    if (behind?.kind === "number" || behind?.text === "-") return false;
    const path = { names: [`0x${spelled}`], end: at, isJoined: false, isDynamic: false };
    const nameAt = this.#at;
    if (
      isOpen &&
      this.#tokens[this.#at + 1]?.text === before.text.replace("[", "]").replace("(", ")")
    )
      this.#scopes.close(this.#tokens[this.#at + 1]?.text ?? "");
    return this.#value(path, nameAt, isSign ? at + 1 : at, "=");
  }

  /** `0x31  GUEST_CR0`: the number in the first column. */
  #takeValueFirst(): boolean {
    const number = this.#tokens[this.#at];
    const before = this.#tokens[this.#at - 1];
    if (this.#options.isCode || (before !== undefined && before.kind !== "newline")) return false;
    const path = pathAt(this.#tokens, this.#at + 1);
    const behind = path && this.#tokens[path.end];
    if (path === undefined || (behind !== undefined && behind.kind !== "newline")) return false;
    if (targetOf(path.names)?.strength !== "full" || number === undefined) return false;
    const parsed = this.#parser.parse(this.#at);
    if (parsed?.end !== this.#at + 1) return false;
    this.#assign(path, this.#at + 1, parsed.expression, this.#at, "=", false);
    this.#at = path.end;
    return true;
  }

  /** A name of several words: `Guest CS selector`, `VM-entry controls`. */
  #takeWords(): boolean {
    const ends = this.#wordEnds();
    for (const end of ends.reverse()) {
      const behind = this.#tokens[end];
      if (behind?.kind === "word") continue;
      const name = this.#tokens
        .slice(this.#at, end)
        .map(({ text, kind }) => (kind === "sign" ? "" : text))
        .join(" ");
      if (targetOf([...this.#scopes.names, name]) === undefined) continue;
      const path = { names: [name], end, isJoined: false, isDynamic: false };
      if (this.#afterName(path, this.#at)) return true;
    }
    return false;
  }

  /** Where names of two and more words that begin here may end. */
  #wordEnds(): number[] {
    const ends: number[] = [];
    let end = this.#at + 1;
    for (let count = 1; count < MAX_WORDS && this.#tokens[this.#at]?.kind === "word"; count++) {
      const [sign, next] = [this.#tokens[end], this.#tokens[end + 1]];
      const isHyphen = sign?.kind === "sign" && /^[-/]$/.test(sign.text) && sign.isGlued;
      if (isHyphen && next?.kind === "word" && next.isGlued) end += 2;
      else if (sign?.kind === "word" && !sign.isGlued) end += 1;
      else break;
      ends.push(end);
    }
    return ends;
  }

  #takePath(): boolean {
    const path = pathAt(this.#tokens, this.#at);
    if (path === undefined) return false;
    if (this.#afterName(path, this.#at)) return true;
    const isMarked = this.#tokens[this.#at]?.kind === "sign";
    this.#at = isMarked || path.isJoined ? path.end : this.#at + 1;
    return true;
  }

  /** Takes what follows a name, if that is a value or something that holds some. */
  #afterName(path: Path, nameAt: number): boolean {
    const at = this.#afterClosing(nameAt, this.#afterEncoding(path, path.end));
    const next = this.#tokens[at];
    if (next === undefined) return false;
    if (next.text === "(" && next.kind === "sign") return this.#call(path, at);
    // A macro: `vmwrite!(GUEST_CR0, 0x31)`.
    if (next.text === "!" && next.isGlued && this.#tokens[at + 1]?.text === "(")
      return this.#call(path, at + 1);
    if (next.kind === "sign" && CHANGES.has(next.text)) return this.#change(path, nameAt, at);
    const isCell = next.text === "|" && !this.#options.isCode;
    if (next.kind === "sign" && (isCell || ASSIGNS.has(next.text)))
      return this.#afterSign(path, nameAt, at);
    const typed = this.#typedBehind(path, nameAt, at) || this.#braced(path, nameAt, at);
    if (typed) return true;
    if (next.text === "{" && next.kind === "sign") {
      // `CS { base: 0 }`, `GuestArea {`
      const isRecord = isRecordName(path.names) || /^[a-z]/.test(path.names.at(-1) ?? "");
      const names = isRecord && this.#pending === undefined ? path.names : [];
      this.#openBracket(at, { names, hints: this.#hintsBefore(at) });
      return true;
    }
    return this.#afterBlanks(path, nameAt, at);
  }

  /** `<GUEST_CR0> 0x31`, `[GUEST_CR0] = 0x31`: what set the name apart is closed. */
  #afterClosing(nameAt: number, at: number): number {
    const [before, next] = [this.#tokens[nameAt - 1], this.#tokens[at]];
    if (this.#options.isCode || before === undefined || next === undefined) return at;
    if (before.text === "<" && next.text === ">") return at + 1;
    if (before.text !== "[" || next.text !== "]") return at;
    this.#scopes.close("]");
    return at + 1;
  }

  /** A field's encoding in brackets behind its name. */
  #afterEncoding(path: Path, at: number): number {
    const [open, number, close] = this.#tokens.slice(at, at + 3);
    if (open?.text !== "(" && open?.text !== "[") return at;
    if (number?.kind !== "number" || !/^0x/i.test(number.text)) return at;
    if (close?.text !== ")" && close?.text !== "]") return at;
    const target = targetOf(this.#full(path.names));
    if (target === undefined || Number(number.text) > 0x7fff) return at;
    const behind = this.#tokens[at + 3];
    const isFollowed = behind !== undefined && behind.kind !== "newline";
    return isFollowed || Number(number.text) === encodingOf(target.path) ? at + 3 : at;
  }

  #full(names: readonly string[]): string[] {
    return [...this.#scopes.names, ...names];
  }

  /** `GUEST_CR0   0x31`, `CS 0008 base 0`: nothing but blanks before the number. */
  #afterBlanks(path: Path, nameAt: number, at: number): boolean {
    const next = this.#tokens[at];
    if (next === undefined || next.isGlued || this.#scopes.isDeclaring) return false;
    const target = targetOf(this.#full(path.names));
    if (target === undefined) return false;
    const isLast = this.#tokens[at + 1]?.kind === "newline" || this.#tokens[at + 1] === undefined;
    // Two columns.
    const isColumn = isLast && target.strength === "full" && !this.#options.isCode;
    if (next.kind === "word" && !(isColumn && isHexWord([next.text]))) return false;
    if (next.kind !== "word" && next.kind !== "number") return false;
    const isWhole =
      /^0x/i.test(next.text) || /^0\d{3,}$|^[\da-f]{8}$|^[\da-f]{16}$/i.test(next.text);
    if (!isWhole && !isColumn && !this.#isInRecord) return false;
    return this.#value(path, nameAt, at, "=");
  }

  /** Whether a register's name stands before on the line. */
  get #isInRecord(): boolean {
    return this.#scopes.innermost?.close === "line";
  }

  #afterSign(path: Path, nameAt: number, signAt: number): boolean {
    const sign = this.#tokens[signAt];
    const next = this.#tokens[signAt + 1];
    if (sign === undefined) return false;
    if (this.#isLabel(path, signAt)) return false;
    // An arm of a `match`.
    if (sign.text === "=>" && this.#scopes.isInBranch) return false;
    const isEnd = next === undefined || next.kind === "newline";
    if (sign.text === ":" && isEnd) return this.#openIndented(path, signAt);
    const target =
      isRecordName(path.names) && targetOf(this.#full(path.names))?.isRegister !== false;
    if (target && next?.kind === "word" && this.#opensRecord(path, signAt + 1)) {
      // `CS: sel=8 base=0`
      this.#scopes.pushRecord(path.names, sign.line);
      this.#at = signAt + 1;
      return true;
    }
    if (sign.text === ":" && next?.kind === "word" && this.#typed(path, nameAt, signAt))
      return true;
    return this.#value(path, nameAt, signAt + 1, sign.text === "|" ? "|" : "=");
  }

  /** `cpu0: GUEST_CR0 = 0x31`: what is no field must not swallow the pair behind it. */
  #isLabel(path: Path, signAt: number): boolean {
    if (this.#tokens[signAt]?.text !== ":" || this.#options.isCode) return false;
    if (targetOf(this.#full(path.names)) !== undefined) return false;
    const next = this.#tokens[signAt + 1];
    if (this.#opensObject(signAt + 1) !== undefined) return false;
    return next?.kind === "word" && next.line === this.#lineOf(signAt);
  }

  /** Whether a name with a value begins here, and not a value. */
  #opensRecord(register: Path, at: number): boolean {
    const path = pathAt(this.#tokens, at);
    const behind = path && this.#tokens[path.end];
    if (behind === undefined || path?.names.length !== 1) return false;
    const [part = ""] = path.names;
    if (targetOf([...register.names, part]) === undefined || isRecordName([part])) return false;
    return (
      behind.text === "=" || behind.text === ":" || (behind.kind === "number" && !behind.isGlued)
    );
  }

  /** `key:` at the end of a line. */
  #openIndented(path: Path, signAt: number): boolean {
    const line = this.#lineOf(signAt);
    const kind = this.#pending;
    if (kind === undefined && !this.#isIndented(signAt + 1)) return false;
    this.#scopes.push({
      close: "indent",
      kind: kind ?? "object",
      names: kind === undefined ? path.names : [],
      indent: this.#options.indents[line] ?? 0,
      line,
    });
    this.#pending = undefined;
    this.#at = signAt + 1;
    return true;
  }

  /** `name: type = value`, `name: type` */
  #typed(path: Path, nameAt: number, signAt: number): boolean {
    let at = signAt + 1;
    const words: string[] = [];
    while (this.#tokens[at]?.kind === "word" || this.#tokens[at]?.text === "::")
      words.push(this.#tokens[at++]?.text ?? "");
    const type = words.at(-1) ?? "";
    if (this.#tokens[at]?.text === "=" && this.#tokens[at - 1]?.kind === "word") {
      this.#at = at;
      return this.#value(path, nameAt, at + 1, "=", type);
    }
    if (words.length !== 1 || typeOf(type) === undefined) return false;
    // A member that is declared has no value.
    this.#at = at;
    return true;
  }

  /** `var name uint64 = value` */
  #typedBehind(path: Path, nameAt: number, at: number): boolean {
    const [type, sign] = [this.#tokens[at], this.#tokens[at + 1]];
    if (!this.#options.isCode || path.isJoined || type?.kind !== "word" || type.isGlued)
      return false;
    if (sign?.text !== "=" || typeOf(type.text) === undefined) return false;
    return (
      typeOf(path.names[0] ?? "") === undefined && this.#value(path, nameAt, at + 2, "=", type.text)
    );
  }

  /** `uint64_t name{value};` */
  #braced(path: Path, nameAt: number, at: number): boolean {
    const brace = this.#tokens[at];
    if (!this.#options.isCode || path.isJoined || brace?.text !== "{" || !brace.isGlued)
      return false;
    const type = typeIn(this.#wordsBefore(nameAt));
    const parsed = type === undefined ? undefined : this.#parser.parse(at + 1);
    if (parsed === undefined || this.#tokens[parsed.end]?.text !== "}") return false;
    this.#assign(path, nameAt, parsed.expression, at + 1, "=", true, type);
    this.#at = parsed.end + 1;
    return true;
  }

  #change(path: Path, nameAt: number, at: number): boolean {
    const sign = this.#tokens[at]?.text ?? "";
    const parsed = sign === "++" || sign === "--" ? undefined : this.#parser.parse(at + 1);
    this.#assign(path, nameAt, parsed?.expression, at + 1, sign, true);
    const end = parsed?.end ?? at + 1;
    this.#at = this.#hasCall(at, end) ? at + 1 : end;
    return true;
  }

  /** The value of a name, or the brackets that hold those of its members. */
  #value(path: Path, nameAt: number, from: number, sign: string, type?: string): boolean {
    let at = from;
    const isField = targetOf(this.#full(path.names)) !== undefined;
    if (this.#tokens[at]?.kind === "newline") {
      const rest = this.#valueOnNextLine(at, isField);
      if (rest === undefined) return isField && this.#missing(path, nameAt, at);
      at = rest;
    }
    const opened = this.#opensObject(at);
    if (opened !== undefined) {
      const hints = this.#tokens.slice(at, opened).map(({ text }) => text);
      const isCode = this.#isStatement(path, nameAt, opened);
      const isLocal = isCode && !path.isJoined && this.#wordsBefore(nameAt).length > 0;
      this.#openBracket(opened, { kind: "object", names: path.names, hints, isCode, isLocal });
      return true;
    }
    const chained = this.#chained(path, nameAt, at);
    if (chained) return true;
    const cell = sign === "|" ? this.#cell(path, at) : undefined;
    const parsed = sign === "|" ? cell : this.#parser.parse(at);
    if (parsed === undefined) {
      const isSet = isField || (this.#options.isCode && sign === "=");
      return isSet && sign !== "|" && this.#missing(path, nameAt, at);
    }
    const { expression, end } = parsed;
    const whole = this.#whole(expression, at, end);
    this.#assign(path, nameAt, whole, cell?.at ?? at, "=", false, type);
    // A call may write fields itself.
    this.#at = this.#hasCall(at, end) ? at : end;
    this.#openRecordBehind(path, expression);
    return true;
  }

  /** The number in a cell of a table; the field's own encoding may stand in one before it. */
  #cell(path: Path, from: number): (Parsed & { at: number }) | undefined {
    let at = from;
    for (let count = 0; count < 2; count++) {
      const token = this.#tokens[at];
      const number = token?.kind === "number" ? numberOf(token.text) : undefined;
      if (token === undefined || number === undefined) return undefined;
      const own = encodingOf(targetOf(this.#full(path.names))?.path ?? "");
      const next = this.#tokens[at + 2];
      const isOwn = /^0x/i.test(token.text) && own === Number(token.text);
      if (!isOwn || this.#tokens[at + 1]?.text !== "|" || next?.kind !== "number")
        return { expression: { kind: "number", number, token }, at, end: at + 1 };
      at += 2;
    }
    return undefined;
  }

  #hasCall(from: number, end: number): boolean {
    if (!this.#options.isCode) return false;
    for (let at = from + 1; at < end; at++)
      if (this.#tokens[at]?.text === "(" && this.#tokens[at - 1]?.kind === "word") return true;
    return false;
  }

  /** The value, unless what follows shows that its number was torn, cut or is a part of another. */
  #whole(expression: Expression, at: number, end: number): Expression {
    const [own, next, behind] = [this.#tokens[at], this.#tokens[end], this.#tokens[end + 1]];
    if (own === undefined || (own.kind !== "number" && own.text !== "(")) return expression;
    if (next === undefined) return expression;
    // `0010:00000000`: two numbers in one; `0x15= 0x8`: something is missing between.
    const isPart = next.text === ":" && next.isGlued && behind?.isGlued === true;
    if (isPart && behind.kind === "number") return { kind: "other" };
    if (next.kind === "word" && CONDITIONS.test(next.text)) return { kind: "other" };
    if (this.#options.isCode) return expression;
    const sign = next.text === ")" ? behind : next;
    if (sign?.kind === "sign" && /^[=:]$/.test(sign.text)) return { kind: "other" };
    if (own.kind !== "number") return expression;
    const isClosed = !next.isGlued || next.kind === "newline" || /^[,;)\]}|"'.>]$/.test(next.text);
    return isClosed && !this.#isTorn(own, end) ? expression : { kind: "other" };
  }

  /** Whether what follows a number, on its line or on the next one, may be the rest of it. */
  #isTorn(own: Token, end: number): boolean {
    const next = this.#tokens[end];
    const isBelow = next?.kind === "newline";
    const [rest, after] = this.#tokens.slice(isBelow ? end + 1 : end, end + 3);
    if (next?.kind === "word" && this.#isEncodingOf(own, end)) return true;
    if (rest === undefined || rest.kind === "string" || !REST.test(rest.text)) return false;
    const isLast = after === undefined || after.kind === "newline" || /^[,;]$/.test(after.text);
    if (isLast || !isBelow) return isLast;
    // A line that begins with the encoding of its field, or with its own number, is another record.
    const isRecord = this.#isEncodingOf(rest, end + 2) || isCount(own, rest);
    // What a line break tore apart goes on at the margin.
    if (rest.at > MAX_MARGIN) return false;
    return after.kind === "word" && !after.isGlued && !isRecord;
  }

  /** Whether a number is the encoding of the field whose name begins at a token. */
  #isEncodingOf({ text }: Token, at: number): boolean {
    const field = pathAt(this.#tokens, at);
    const target = field === undefined ? undefined : targetOf(field.names);
    const digits = text.replace(/^0x|h$/gi, "");
    return target !== undefined && encodingOf(target.path) === Number(`0x${digits}`);
  }

  /** A register's selector may be followed by its other parts. */
  #openRecordBehind(path: Path, expression: Expression): void {
    if (expression.kind !== "number" || !isRecordName(path.names)) return;
    if (targetOf(this.#full(path.names))?.isRegister !== true) return;
    const line = expression.token.line;
    this.#scopes.pushRecord(path.names, line);
  }

  #missing(path: Path, nameAt: number, at: number): boolean {
    this.#assign(path, nameAt, { kind: "other" }, at, "=", false);
    this.#at = at;
    return true;
  }

  /** The value of a field may have been moved to the next line, where nothing else stands. */
  #valueOnNextLine(at: number, isField: boolean): number | undefined {
    const [value, behind] = [this.#tokens[at + 1], this.#tokens[at + 2]];
    if (value === undefined) return undefined;
    if (this.#options.isCode && value.kind !== "newline") return at + 1;
    const isAlone = behind === undefined || behind.kind === "newline" || /^[,;]$/.test(behind.text);
    const isDoubled = behind?.kind === "newline" && this.#tokens[at + 3]?.kind === "number";
    if (isDoubled && this.#tokens[at + 4]?.kind === "newline") return undefined;
    return isField && value.kind === "number" && isAlone ? at + 1 : undefined;
  }

  /** Where the bracket stands that holds the members of a value: `Segment {`, `.{`, `dict(`. */
  #opensObject(from: number): number | undefined {
    let at = from;
    for (let count = 0; count < 8; count++) {
      const token = this.#tokens[at];
      if (token === undefined) return undefined;
      if (token.kind === "sign") {
        // `uint32_t{5}` is a number.
        if (token.text === "{")
          return typeOf(this.#tokens[at - 1]?.text ?? "") === undefined ? at : undefined;
        if (token.text === "(") {
          if (this.#hasKeywords(at)) return at;
          // `(struct kvm_segment) {`
          const close = closingOf(this.#tokens, at, 8);
          if (close === undefined || this.#tokens[close + 1]?.text !== "{") return undefined;
          at = close;
        } else if (!/^(?:[.&*]|::)$/.test(token.text)) return undefined;
      } else if (token.kind !== "word") return undefined;
      at++;
    }
    return undefined;
  }

  /** Whether the arguments in brackets are named. */
  #hasKeywords(open: number): boolean {
    let at = open + 1;
    while (this.#tokens[at]?.kind === "newline") at++;
    const sign = this.#tokens[at + 1];
    return this.#tokens[at]?.kind === "word" && (sign?.text === "=" || sign?.text === ":");
  }

  /** `a = b = value` */
  #chained(path: Path, nameAt: number, from: number): boolean {
    if (!this.#options.isCode) return false;
    const paths = [{ path, at: nameAt }];
    let at = from;
    while (paths.length < MAX_CHAIN) {
      const next = pathAt(this.#tokens, at);
      if (next === undefined || this.#tokens[next.end]?.text !== "=") break;
      paths.push({ path: next, at });
      at = next.end + 1;
    }
    if (paths.length === 1) return false;
    const parsed = this.#parser.parse(at);
    if (parsed === undefined) return false;
    for (const one of paths.toReversed())
      this.#assign(one.path, one.at, parsed.expression, at, "=", true);
    this.#at = parsed.end;
    return true;
  }

  #styleOf(isStatement: boolean): Style {
    if (isStatement) return "code";
    const isMember = this.#options.isCode && this.#scopes.isInBrackets;
    return this.#scopes.isInObject || isMember ? "data" : "list";
  }

  #isStatement(path: Path, nameAt: number, behind: number): boolean {
    if (!this.#options.isCode) return false;
    if (this.#scopes.isCode || this.#tokens[behind]?.text === ";") return true;
    return path.isJoined || (nameAt > this.#statement && this.#wordsBefore(nameAt).length > 0);
  }

  #assign(
    path: Path,
    nameAt: number,
    value: Expression | undefined,
    valueAt: number,
    operator: string,
    isStatement: boolean,
    type?: string,
  ): void {
    if (this.#scopes.isDeclaring) return;
    const [name, token] = [this.#tokens[nameAt], this.#tokens[valueAt]];
    if (name === undefined) return;
    const words = this.#wordsBefore(nameAt).filter((word) => !NOT_TYPES.has(word));
    const isConstants = this.#scopes.isConstants;
    const end = this.#endOf(valueAt);
    // `name: value` is a member of something, in whatever language.
    const isMember = type === undefined && this.#tokens[valueAt - 1]?.text === ":";
    const style = this.#styleOf(isStatement || (!isMember && this.#isStatement(path, nameAt, end)));
    const given = type ?? (style === "code" ? typeIn(words) : undefined);
    const isConstant =
      isConstants || words.some((word) => CONSTANT_WORDS.has(word) || word === "equ");
    this.#events.push({
      kind: "assign",
      names: isConstants ? path.names : this.#full(path.names),
      operator,
      value,
      style: isConstants ? "code" : style,
      ...this.#scopes.place,
      owners: this.#scopes.hints,
      nameAt: name,
      valueAt: token ?? name,
      isDeclaration:
        isConstant ||
        (style === "code" &&
          !path.isJoined &&
          !this.#scopes.isInObject &&
          (type !== undefined ||
            words.length > 0 ||
            words.some((word) => DECLARING_WORDS.has(word)))),
      isConstant,
      ...(given !== undefined && { type: given }),
      isDynamic: path.isDynamic,
      isLocal: this.#scopes.isLocal,
    });
  }

  /** Where the statement of a value ends: at a sign, or with its line. */
  #endOf(from: number): number {
    let at = from;
    for (let count = 0; count < 64; count++, at++) {
      const token = this.#tokens[at];
      if (token === undefined || token.kind === "newline") return at;
      if (token.kind === "sign" && /^[;,{}]$/.test(token.text)) return at;
    }
    return at;
  }

  // --- Calls -----------------------------------------------------------------------------------

  #call(path: Path, open: number): boolean {
    const close = closingOf(this.#tokens, open);
    const name = path.names.at(-1) ?? "";
    if (close === undefined && WRITES.test(name)) this.#cutCall(name, open);
    if (close !== undefined && this.#options.isCode) {
      const given = argumentsIn(this.#tokens, open, close);
      if (CLEARS.test(name)) this.#clear(given);
      else if (!NO_WRITE.test(name)) {
        if (given.length >= 2) this.#callWrites(name, given);
        if (given.length === 1) this.#setter(path, name, given);
      }
    }
    if (close !== undefined && this.#readPrinted(open, close)) return true;
    if (close === open + 2 && this.#shown(path, open)) return true;
    const isNamed = this.#hasKeywords(open);
    const hints = isNamed ? [...path.names] : [];
    this.#openBracket(open, { kind: "other", hints });
    return true;
  }

  /** The text ends within a call. */
  #cutCall(name: string, open: number): void {
    const end = this.#endOf(open + 1);
    const given = argumentsIn(this.#tokens, open, end);
    for (const [from] of given.slice(0, 2)) {
      const field = pathAt(this.#tokens, from);
      if (field === undefined || targetOf(field.names)?.strength !== "full") continue;
      this.#write({ kind: "name", names: field.names }, undefined, from, from, name);
    }
  }

  /** `vmread(GUEST_CR0) = 0x31`: printed with the call that read it. */
  #readPrinted(open: number, close: number): boolean {
    const sign = this.#tokens[close + 1];
    const field = pathAt(this.#tokens, open + 1);
    if (sign?.kind !== "sign" || !/^(?:=|:|->|=>)$/.test(sign.text) || field?.end !== close)
      return false;
    if (targetOf(field.names)?.strength !== "full" || this.#tokens[close + 2]?.kind !== "number")
      return false;
    return this.#value({ ...field, end: close + 1 }, open + 1, close + 2, "=");
  }

  /** `GUEST_CR0(0x31)`: its value in brackets behind the name. */
  #shown(path: Path, open: number): boolean {
    if (this.#options.isCode || this.#tokens[open + 1]?.kind !== "number") return false;
    if (targetOf(this.#full(path.names))?.strength !== "full") return false;
    const [before, behind] = [this.#tokens[open - 2], this.#tokens[open + 3]];
    if (before !== undefined && before.kind !== "newline" && before.text !== ",") return false;
    if (behind !== undefined && behind.kind !== "newline" && behind.text !== ",") return false;
    return this.#value({ ...path, end: open }, open - 1, open + 1, "=");
  }

  /** A field among the first two of what is given, and its value behind it. */
  #callWrites(callee: string, given: readonly (readonly [number, number])[]): void {
    for (const [index, field] of given.slice(0, 2).entries()) {
      const value = given[index + 1];
      const name = value === undefined ? undefined : this.#fieldIn(field);
      if (value === undefined || name === undefined) continue;
      // A member of a structure, or a text, is more often read than it names what is written.
      const isConstant = name.kind !== "name" || /^[A-Z]|^k[A-Z]/.test(name.names.at(-1) ?? "");
      if ((!isConstant || this.#tokens[field[0]]?.kind === "string") && !WRITES.test(callee))
        continue;
      const worth = this.#parser.parse(value[0]);
      const isWhole = worth !== undefined && worth.end >= value[1];
      this.#write(name, isWhole ? worth.expression : undefined, field[0], value[0], callee);
    }
  }

  /** What may name a field: an expression, or a name in quotes. */
  #fieldIn([from, to]: readonly [number, number]): Expression | undefined {
    const token = this.#tokens[from];
    if (token?.kind === "string")
      return to === from + 1 ? { kind: "name", names: [token.text] } : undefined;
    const parsed = this.#parser.parse(from);
    if (parsed === undefined || parsed.end < to) return undefined;
    return parsed.expression.kind === "other" ? undefined : parsed.expression;
  }

  /** `vmcs.set_guest_cr0(0x31)` */
  #setter(path: Path, name: string, given: readonly (readonly [number, number])[]): void {
    const [value] = given;
    const own = name.replace(SETTER, "");
    if (value === undefined || own === name) return;
    const names = [...path.names.slice(0, -1), own];
    if (targetOf(names)?.strength !== "full" && targetOf(names)?.strength !== "owned") return;
    const parsed = this.#parser.parse(value[0]);
    const isWhole = parsed !== undefined && parsed.end >= value[1];
    this.#write(
      { kind: "name", names },
      isWhole ? parsed.expression : undefined,
      path.end - 1,
      value[0],
      name,
    );
  }

  #clear(given: readonly (readonly [number, number])[]): void {
    const [what, by] = given;
    if (what === undefined) return;
    const isZero = given.length === 2 || this.#tokens[by?.[0] ?? 0]?.text === "0";
    const path = pathAt(this.#tokens, what[0]);
    const at = this.#tokens[what[0]];
    if (!isZero || path === undefined || at === undefined || path.end !== what[1]) return;
    this.#events.push({
      kind: "clear",
      names: path.names,
      style: "code",
      ...this.#scopes.place,
      owners: [],
      value: undefined,
      nameAt: at,
      valueAt: at,
    });
  }

  /** `{GUEST_CR0, 0x31}`, `("GUEST_CR0", 0x31)`: a name and a number in brackets. */
  #writesInBrackets(open: number): void {
    const close = closingOf(this.#tokens, open, 40);
    const before = this.#tokens[open - 1];
    if (close === undefined || before?.kind === "word" || before?.text === "!") return;
    const given = argumentsIn(this.#tokens, open, close);
    if (this.#writesInMembers(given)) return;
    const [field, value] = given;
    if (given.length !== 2 || field === undefined || value === undefined) return;
    const path = pathAt(this.#tokens, field[0]);
    if (path?.end !== field[1] || targetOf(path.names)?.strength !== "full") return;
    const parsed = this.#parser.parse(value[0]);
    const names = path.names;
    this.#write({ kind: "name", names }, parsed?.expression, field[0], value[0], undefined);
  }

  /** `{ .field = GUEST_CR0, .value = 0x31 }` */
  #writesInMembers(given: readonly (readonly [number, number])[]): boolean {
    const member = (names: RegExp): number | undefined => {
      for (const [from, to] of given) {
        const path = pathAt(this.#tokens, from);
        const sign = path && this.#tokens[path.end]?.text;
        if (path === undefined || (sign !== "=" && sign !== ":" && sign !== "=>")) continue;
        if (names.test(path.names.at(-1) ?? "") && path.end + 1 < to) return path.end + 1;
      }
      return undefined;
    };
    const [fieldAt, valueAt] = [member(FIELD_MEMBER), member(VALUE_MEMBER)];
    if (fieldAt === undefined || valueAt === undefined) return false;
    const field = this.#parser.parse(fieldAt)?.expression;
    if (field === undefined || field.kind === "other") return false;
    const value = this.#parser.parse(valueAt);
    const isWhole =
      value !== undefined && (this.#isEnd(value.end) || this.#tokens[value.end]?.text === ",");
    this.#write(field, isWhole ? value.expression : undefined, fieldAt, valueAt, undefined);
    return true;
  }

  #write(
    field: Expression,
    value: Expression | undefined,
    fieldAt: number,
    valueAt: number,
    callee: string | undefined,
  ): void {
    const [nameAt, token] = [this.#tokens[fieldAt], this.#tokens[valueAt]];
    if (nameAt === undefined || token === undefined || this.#scopes.isDeclaring) return;
    const bits = /(?:^|[a-z_])(16|32|64)$/.exec(callee ?? "")?.[1];
    this.#events.push({
      kind: "write",
      field,
      value,
      callee,
      ...(bits !== undefined && { bits: Number(bits) }),
      style: callee === undefined ? "data" : "code",
      ...this.#scopes.place,
      owners: this.#scopes.hints,
      nameAt,
      valueAt: token,
    });
  }
}

/** Members that say which field an entry of a table is for, and what it gets. */
const FIELD_MEMBER = /^(?:field|encoding|enc|reg|register|vmcs_field|id|key|name)$/i;
const VALUE_MEMBER = /^(?:value|val|v|data)$/i;
/** Words behind a value that say when it is given. */
const CONDITIONS = /^(?:if|unless|else|or|and|when|orelse|rescue)$/;
/** What may be the rest of a number that was torn. */
const REST = /^[xX]?[\da-fA-F]{1,16}$/;
/** Whether it may be the number of the next line, and not the rest of a number. */
function isCount(own: Token, rest: Token): boolean {
  return (
    rest.kind === "number" && Number(rest.text) === rest.line + 1 && own.line + 1 === rest.line
  );
}

const SIDE = /^(?:guest|host)(?:_?(?:state|area|fields))?$/i;
/** Words of a title that is nothing else. */
const TITLE =
  /^(?:guest|host|state|area|state-area|fields|registers|vmcs|segments|the|of)$|^(?:guest|host)_?(?:state|area)$/i;
const MAX_WORDS = 6;
const MAX_MARGIN = 3;
/** So many names get one value, or as many values, at once. */
const MAX_CHAIN = 16;

/** The last type among the words of a declaration. */
function typeIn(words: readonly string[]): string | undefined {
  const types = words.filter((word) => typeOf(word) !== undefined);
  const last = types.at(-1);
  return last !== undefined && words.includes("unsigned") && last !== "unsigned"
    ? `u${last}`
    : last;
}
