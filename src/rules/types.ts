/**
 * The shapes of the files under `rules/`. Each has a JSON Schema of the same name in `schemas/`;
 * the loader checks the files against it before anything here is trusted.
 */

/** Quantifiers and comparisons of the SDM; the meaning of each is in `operators.ts`. */
export type OperatorName =
  | "equal"
  | "notEqual"
  | "in"
  | "lessThanInclusive"
  | "greaterThanInclusive"
  | "noBitOf"
  | "everyBitOf"
  | "fitsInBits"
  | "canonicalFor"
  | "identicalFromBit";

/** A JSON number below 2^53 or, for anything the manual prints in hex, a string `"0x..."`. */
export type RuleNumber = number | string;

export interface FactReference {
  fact: string;
}

/** One comparison: a fact against a constant, a list of constants, or another fact. */
export interface LeafSource {
  fact: string;
  operator: OperatorName;
  value: RuleNumber | RuleNumber[] | FactReference;
}

/** A condition as written in a file. There is no negation: each gate has a named complement. */
export type ConditionSource =
  LeafSource | { all: ConditionSource[] } | { any: ConditionSource[] } | { condition: string };

export type ConditionFile = {
  conditions: Record<string, ConditionSource & { title: string; complement?: string }>;
};

/**
 * Flat values of fields or of bits of a field (`{ "rflags": "0x2", "pat.pa0": 6 }`); `only` limits
 * the registers the example is for.
 */
export type ExampleSource = Record<string, RuleNumber | boolean>;

export interface RuleFile {
  id: string;
  title: string;
  sdm: { section: string; item: string };
  feature?: string;
  confidence?: "unconfirmed";
  source?: string;
  for?: Record<string, string | string[]>;
  when?: ConditionSource;
  require: ConditionSource;
  exitQualification?: number;
  vmcsViewOnly?: boolean;
  hint: string;
  note?: string;
  examples: {
    given?: ExampleSource;
    pass: ExampleSource[];
    fail: ExampleSource[];
    notApplicable?: ExampleSource[];
  };
}

export interface BitsSource {
  at: string;
  title: string;
}

export interface FieldSource {
  title: string;
  path: string;
  width: number;
  boolean?: boolean;
  encoding?: string | string[];
  range?: [number, number];
  assumed?: RuleNumber | boolean;
  bounds?: { permissive: RuleNumber | boolean; restrictive: RuleNumber | boolean };
  enumeratedBy?: string;
  note?: string;
  bits?: Record<string, BitsSource>;
}

export type ReservedException = { bits: string; if: string } | { from: number; count: string };

/** Exactly one of the members after `world` says how the fact is computed. */
export interface DerivedSource {
  title: string;
  width: number;
  world?: "ia32eModeGuest" | "unrestrictedGuest" | "ept";
  and?: string[];
  shiftLeft?: { fact: string; by: number };
  clear?: { fact: string; bits: RuleNumber };
  complement?: string;
  reservedExcept?: ReservedException[];
  firstKnown?: string[];
}

export interface FieldsFile {
  title: string;
  for?: string[];
  fields?: Record<string, FieldSource>;
  derived?: Record<string, DerivedSource>;
}

export interface SdmFile {
  editions: { key: string; title: string; chapter: number; evidence: string }[];
  current: string;
  sections: Record<
    string,
    { title: string; titles?: Record<string, string>; numbers: Record<string, string> }
  >;
}

export interface OrderFile {
  title: string;
  instances: string[];
}

/** Everything under `rules/`, file by file; what the generator embeds and users may replace. */
export interface RuleSources {
  fields: Record<string, FieldsFile>;
  conditions: ConditionFile;
  sdm: SdmFile;
  order: OrderFile;
  /** Path below `rules/` (`guest-segment-registers/cs-type.json`) -> file. */
  rules: Record<string, RuleFile>;
}

// --- after expansion -----------------------------------------------------------------------

/** Bits `high:low` of an exchange-JSON field, or the whole field. */
export interface FieldFact {
  kind: "field";
  name: string;
  title: string;
  path: string;
  /** Width in bits of the whole field and of this fact. */
  fieldWidth: number;
  high: number;
  low: number;
  whole: boolean;
  /** The bits as written: `"11:8"`, `"16"`. */
  at: string;
  boolean: boolean;
  /** Title of the whole field, and name of the fact that is the whole field. */
  fieldTitle: string;
  field: string;
  assumed?: bigint;
  bounds?: { permissive: bigint; restrictive: bigint };
}

export type Derivation =
  | { kind: "and"; facts: string[] }
  | { kind: "shiftLeft"; fact: string; by: number }
  | { kind: "clear"; fact: string; bits: bigint }
  | { kind: "complement"; fact: string }
  | { kind: "reservedExcept"; exceptions: ReservedException[] }
  | { kind: "firstKnown"; facts: string[] };

export interface DerivedFact {
  kind: "derived";
  name: string;
  title: string;
  width: number;
  world?: "ia32eModeGuest" | "unrestrictedGuest" | "ept";
  derivation: Derivation;
}

export type Fact = FieldFact | DerivedFact;

/** Width of a fact in bits. */
export function factWidth(fact: Fact): number {
  return fact.kind === "derived" ? fact.width : fact.high - fact.low + 1;
}

export interface Leaf {
  kind: "leaf";
  fact: string;
  operator: OperatorName;
  /** Constants as bigint; a list for `in`; the name of a fact otherwise. */
  operand: { constant: bigint } | { list: bigint[] } | { fact: string };
}

/** A condition with templates filled in; a shared condition keeps its name beside its body. */
export type Condition =
  | Leaf
  | { kind: "all"; of: Condition[] }
  | { kind: "any"; of: Condition[] }
  | { kind: "named"; name: string; title: string; body: Condition };

export interface Example {
  /** Field name (`cs.limit`) -> value. */
  values: ReadonlyMap<string, bigint>;
}

/** One rule for one register: the unit of reports, tests and documentation. */
export interface Instance {
  /** Position in SDM order. */
  index: number;
  id: string;
  /** Segment or descriptor-table register, null elsewhere. */
  register: string | null;
  title: string;
  sdm: { key: string; title: string; section: string; item: string };
  feature?: string;
  unconfirmed?: string;
  /** Applicability; absent means always. */
  when?: Condition;
  require: Condition;
  exitQualification: number;
  /** True for checks that mean nothing on what the guest reads (CR0/CR4 fixed bits). */
  vmcsViewOnly: boolean;
  hint: string;
  note?: string;
  /** Path of the rule below `rules/`. */
  file: string;
  /** Filled in on first use. */
  readonly examples: { pass: Example[]; fail: Example[]; notApplicable: Example[] };
}

export interface RuleBook {
  facts: ReadonlyMap<string, Fact>;
  /** Every named bit field of a whole field, for bit pictures: field name -> facts, high to low. */
  bitsOf: ReadonlyMap<string, FieldFact[]>;
  instances: readonly Instance[];
  byId: ReadonlyMap<string, Instance>;
  sdmEdition: string;
}
