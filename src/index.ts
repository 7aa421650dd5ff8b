export {
  bitsOf,
  check,
  checkSegment,
  cpuProfiles,
  explain,
  fieldOfFact,
  fromDump,
  isValid,
  rules,
  type CheckOptions,
  type ExplainedComparison,
  type Explanation,
  type NamedBits,
  type RuleInfo,
} from "./api.ts";
export { excludesGuestState, headlineReport } from "./headline.ts";
export type {
  Report,
  ReportedFailure,
  Source,
  Tool,
  Undecided,
  Verdict,
  Violation,
  WorldReport,
} from "./evaluate/check/index.ts";
export {
  PACKED_FIELDS,
  PACKED_WORDS,
  checkSegmentRegisters,
  checker,
  compile,
  pack,
  unpack,
  type ExchangeCpu,
  type KnownRule,
  type PackedChecker,
  type PackedField,
  type PolicyRule,
  type SegmentViolation,
} from "./evaluate/compile/index.ts";
export type { Status } from "./evaluate/types.ts";
export {
  DumpReader,
  WRITTEN_FORMATS,
  binaryFormats,
  dumpFormat,
  formats,
  fromForeignJson,
  jsonFormats,
  meaningOf,
  meaningOfQualification,
  parseBinary,
  parseDump,
  readText,
  writeBinary,
  type DumpFormat,
  type Failure,
  type KnownText,
  type Origin,
  type ParsedBinary,
  type ParsedDump,
  type ReadText,
  type Unread,
  type WrittenFormat,
  type WrittenState,
} from "./dumps/index.ts";
export {
  DescriptorTableError,
  descriptorTableFormats,
  readDescriptorTable,
  readDescriptorTables,
  type DescriptorTable,
  type ReadTableOptions,
  type TablePointer,
} from "./dumps/descriptor-table/index.ts";
export {
  readDescriptor,
  writeDescriptor,
  segmentFromDescriptor,
  type Descriptor,
} from "./state/descriptor.ts";
export {
  isKnownEntry,
  tableEntries,
  typeInWords,
  type EntryKind,
  type EntryReading,
  type TableEntry,
  type TableMode,
} from "./state/descriptor-entries.ts";
export { accessRightsAfterLoad, repairTcg, type Repaired } from "./state/load.ts";
export type { ExchangeSegment, ExchangeState, SegmentRegister, View } from "./state/exchange.ts";
export type { CpuProfile, ProfileValue } from "./state/cpu-profile.ts";
export { StateError } from "./state/normalize.ts";
export { VERSION } from "./version.ts";
