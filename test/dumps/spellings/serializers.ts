/** Printers of nested data: what serializers and debuggers make of a structure. */

/** A structure: its type's name and its members in order. */
export interface Tree {
  readonly type: string;
  readonly members: readonly (readonly [string, bigint | Tree])[];
}
type Scalar = (value: bigint) => string;

const hex: Scalar = (value) => `0x${value.toString(16)}`;
const plain: Scalar = (value) => value.toString();
const indented = (text: string, by: string): string =>
  text
    .split("\n")
    .map((line) => `${by}${line}`)
    .join("\n");

type Printer = (tree: Tree, scalar: Scalar) => string;
const isTree = (value: bigint | Tree): value is Tree => typeof value !== "bigint";

/** Printers that put a whole structure on one line. */
const oneLine =
  (
    open: (type: string) => string,
    member: (name: string, value: string) => string,
    between: string,
    close: string,
  ): Printer =>
  (tree, scalar) => {
    const print = (value: bigint | Tree): string =>
      isTree(value)
        ? open(value.type) +
          value.members.map(([name, inner]) => member(name, print(inner))).join(between) +
          close
        : scalar(value);
    return print(tree);
  };

/** Printers that give each member a line and indent what is inside. */
const manyLines =
  (
    open: (type: string) => string,
    member: (name: string, value: string) => string,
    end: string,
    close: string,
    by: string,
    last = end,
  ): Printer =>
  (tree, scalar) => {
    const print = (value: bigint | Tree): string =>
      isTree(value)
        ? [
            open(value.type),
            indented(
              value.members.map(([name, inner]) => member(name, print(inner))).join(`${end}\n`) +
                last,
              by,
            ),
            close,
          ].join("\n")
        : scalar(value);
    return print(tree);
  };

const yaml: Printer = (tree, scalar) => {
  const lines = ({ members }: Tree): string[] =>
    members.flatMap(([name, value]) =>
      isTree(value)
        ? [`${name}:`, ...lines(value).map((line) => `  ${line}`)]
        : [`${name}: ${scalar(value)}`],
    );
  return lines(tree).join("\n");
};

/** Tables by their full dotted name, scalars of a table before the tables inside it. */
const toml: Printer = (tree, scalar) => {
  const lines = ({ members }: Tree, path: readonly string[]): string[] => {
    const scalars = members.flatMap(([name, value]) =>
      isTree(value) ? [] : [`${name} = ${scalar(value)}`],
    );
    const tables = members.flatMap(([name, value]) =>
      isTree(value) ? lines(value, [...path, name]) : [],
    );
    const head = path.length === 0 || scalars.length === 0 ? [] : ["", `[${path.join(".")}]`];
    return [...head, ...scalars, ...tables];
  };
  return lines(tree, []).join("\n").trimStart();
};

const json = (quote: boolean, space: string, mark = '"'): Printer => {
  const scalarOf = (scalar: Scalar, value: bigint): string =>
    quote ? `"${scalar(value)}"` : scalar(value);
  const print = (value: bigint | Tree, scalar: Scalar): string => {
    if (!isTree(value)) return scalarOf(scalar, value);
    const members = value.members.map(
      ([name, inner]) => `${mark}${name}${mark}: ${print(inner, scalar)}`,
    );
    return space === ""
      ? `{${members.join(", ")}}`
      : `{\n${indented(members.join(",\n"), space)}\n}`;
  };
  return print;
};

const xml: Printer = (tree, scalar) => {
  const lines = ({ members }: Tree): string[] =>
    members.flatMap(([name, value]) =>
      isTree(value)
        ? [`<${name}>`, ...lines(value).map((line) => `  ${line}`), `</${name}>`]
        : [`<${name}>${scalar(value)}</${name}>`],
    );
  const root = tree.type.toLowerCase();
  return [`<${root}>`, ...lines(tree).map((line) => `  ${line}`), `</${root}>`].join("\n");
};

const lisp: Printer = (tree, scalar) => {
  const print = (value: bigint | Tree): string =>
    isTree(value)
      ? value.members.map(([name, inner]) => `(${name} ${print(inner)})`).join("\n ")
      : scalar(value);
  return `(${tree.type.toLowerCase()}\n ${print(tree)})`;
};

const equals = (name: string, value: string): string => `${name} = ${value}`;
const colon = (name: string, value: string): string => `${name}: ${value}`;
const tight = (name: string, value: string): string => `${name}=${value}`;

export interface Serializer {
  readonly print: Printer;
  /** How this printer writes integers; a decimal one never has a letter or a mark. */
  readonly scalars: readonly [Scalar, ...Scalar[]];
  /** What stands before the structure. */
  readonly front: string;
  readonly names: (words: readonly string[]) => string;
}

const snake = (words: readonly string[]): string => words.join("_");
const pascal = (words: readonly string[]): string =>
  words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
const camel = (words: readonly string[]): string => (words[0] ?? "") + pascal(words.slice(1));

export const SERIALIZERS: Readonly<Record<string, Serializer>> = {
  yaml: { print: yaml, scalars: [hex, plain], front: "", names: snake },
  toml: { print: toml, scalars: [hex, plain], front: "", names: snake },
  "json-strings": { print: json(true, "  "), scalars: [hex], front: "", names: camel },
  "json-numbers": { print: json(false, "\t"), scalars: [plain], front: "", names: snake },
  "json-one-line": { print: json(false, ""), scalars: [plain], front: "state: ", names: pascal },
  "rust-debug": {
    print: oneLine((type) => `${type} { `, colon, ", ", " }"),
    scalars: [plain],
    front: "vmcs: ",
    names: snake,
  },
  "rust-debug-pretty": {
    print: manyLines((type) => `${type} {`, colon, ",", "}", "    "),
    scalars: [plain, hex],
    front: "[src/vcpu.rs:118:9] &vmcs = ",
    names: snake,
  },
  "go-plus-v": {
    print: oneLine(
      () => "{",
      (name, value) => `${name}:${value}`,
      " ",
      "}",
    ),
    scalars: [plain],
    front: "vmcs: &",
    names: pascal,
  },
  "go-sharp-v": {
    print: oneLine(
      (type) => `main.${type}{`,
      (name, value) => `${name}:${value}`,
      ", ",
      "}",
    ),
    scalars: [hex],
    front: "",
    names: pascal,
  },
  "python-dataclass": {
    print: oneLine((type) => `${type}(`, tight, ", ", ")"),
    scalars: [plain],
    front: ">>> vcpu.vmcs\n",
    names: snake,
  },
  "python-pprint": {
    print: json(false, " ", "'"),
    scalars: [plain],
    front: "",
    names: snake,
  },
  "kotlin-data-class": {
    print: oneLine((type) => `${type}(`, tight, ", ", ")"),
    scalars: [plain],
    front: "",
    names: camel,
  },
  "java-record": {
    print: oneLine((type) => `${type}[`, tight, ", ", "]"),
    scalars: [plain],
    front: "",
    names: camel,
  },
  "csharp-record": {
    print: oneLine((type) => `${type} { `, equals, ", ", " }"),
    scalars: [plain],
    front: "",
    names: pascal,
  },
  "gdb-one-line": {
    print: oneLine(() => "{", equals, ", ", "}"),
    scalars: [plain, hex],
    front: "$1 = ",
    names: snake,
  },
  "gdb-pretty": {
    print: manyLines(() => "{", equals, ",", "}", "  ", ""),
    scalars: [hex, plain],
    front: "(gdb) p *vcpu->vmcs\n$3 = ",
    names: snake,
  },
  lldb: {
    print: manyLines(() => "{", equals, "", "}", "  "),
    scalars: [hex, plain],
    front: "(vmcs_t) $0 = ",
    names: snake,
  },
  "javascript-inspect": {
    print: manyLines(() => "{", colon, ",", "}", "  ", ""),
    scalars: [(value) => `${value}n`, hex],
    front: "> vmcs\n",
    names: camel,
  },
  "ruby-inspect": {
    print: oneLine(
      () => "{",
      (name, value) => `:${name}=>${value}`,
      ", ",
      "}",
    ),
    scalars: [plain],
    front: "=> ",
    names: snake,
  },
  "elixir-inspect": {
    print: oneLine((type) => `%${type}{`, colon, ", ", "}"),
    scalars: [plain],
    front: "",
    names: snake,
  },
  "zig-any": {
    print: oneLine(
      (type) => `vmcs.${type}{ `,
      (name, value) => `.${name} = ${value}`,
      ", ",
      " }",
    ),
    scalars: [plain],
    front: "debug: ",
    names: snake,
  },
  "haskell-show": {
    print: oneLine((type) => `${type} {`, equals, ", ", "}"),
    scalars: [plain],
    front: "",
    names: camel,
  },
  "ocaml-show": {
    print: oneLine(() => "{ ", equals, "; ", " }"),
    scalars: [hex],
    front: "- : vmcs = ",
    names: snake,
  },
  "swift-dump": {
    print: oneLine((type) => `${type}(`, colon, ", ", ")"),
    scalars: [plain],
    front: "",
    names: camel,
  },
  lua: {
    print: manyLines(() => "{", equals, ",", "}", "  "),
    scalars: [hex],
    front: "vmcs = ",
    names: snake,
  },
  xml: { print: xml, scalars: [hex], front: "", names: camel },
  lisp: { print: lisp, scalars: [hex], front: "", names: (words) => words.join("-") },
};
