/**
 * Ways of showing a state that are not read as well as the others yet: the percentage of the stated
 * values that is read (may only rise), and values that are not the text's (may only fall).
 */
export const LIST_RATES: Readonly<
  Record<string, { readonly recall: number; readonly wrong: number }>
> = {
  "table-separated": { recall: 8, wrong: 0 },
  "record-inline": { recall: 72, wrong: 0 },
  "record-bits": { recall: 66, wrong: 0 },
  "record-bits-missing": { recall: 0, wrong: 0 },
  "record-grid": { recall: 0, wrong: 5 },
  "record-blocks": { recall: 61, wrong: 0 },
  "nested-yaml": { recall: 98, wrong: 5 },
  "nested-toml": { recall: 75, wrong: 0 },
  "nested-java-record": { recall: 0, wrong: 0 },
  "nested-javascript-inspect": { recall: 46, wrong: 0 },
  "nested-elixir-inspect": { recall: 0, wrong: 0 },
  "nested-xml": { recall: 0, wrong: 0 },
  "nested-lisp": { recall: 24, wrong: 14 },
  "flat-toml": { recall: 98, wrong: 0 },
  "flat-json-numbers": { recall: 96, wrong: 0 },
  "flat-python-dataclass": { recall: 24, wrong: 0 },
  "flat-python-pprint": { recall: 97, wrong: 0 },
  "flat-kotlin-data-class": { recall: 8, wrong: 0 },
  "flat-java-record": { recall: 94, wrong: 0 },
  "flat-csharp-record": { recall: 99, wrong: 0 },
  "flat-gdb-one-line": { recall: 99, wrong: 0 },
  "flat-gdb-pretty": { recall: 97, wrong: 0 },
  "flat-lldb": { recall: 97, wrong: 0 },
  "flat-javascript-inspect": { recall: 38, wrong: 0 },
  "flat-elixir-inspect": { recall: 98, wrong: 0 },
  "flat-haskell-show": { recall: 95, wrong: 0 },
  "flat-xml": { recall: 0, wrong: 0 },
  "sregs-rust-debug-pretty": { recall: 45, wrong: 0 },
  "sregs-python-dataclass": { recall: 60, wrong: 0 },
  "sregs-kotlin-data-class": { recall: 70, wrong: 0 },
  "sregs-java-record": { recall: 0, wrong: 0 },
  "sregs-javascript-inspect": { recall: 57, wrong: 0 },
  "sregs-swift-dump": { recall: 71, wrong: 0 },
  "sregs-xml": { recall: 0, wrong: 0 },
  "sregs-lisp": { recall: 0, wrong: 0 },
};
