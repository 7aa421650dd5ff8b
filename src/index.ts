export {
  check,
  checkSegment,
  explain,
  isValid,
  rules,
  type ExplainedComparison,
  type Explanation,
  type RuleInfo,
} from "./api.ts";
export type {
  CheckOptions,
  Report,
  Tool,
  Undecided,
  Verdict,
  Violation,
  WorldReport,
} from "./evaluate/check/index.ts";
export type { Status } from "./evaluate/types.ts";
export { parseDump, type ParsedDump } from "./dumps/index.ts";
export { readDescriptor, writeDescriptor, segmentFromDescriptor } from "./state/descriptor.ts";
export type { ExchangeSegment, ExchangeState, SegmentRegister, View } from "./state/exchange.ts";
export { StateError } from "./state/normalize.ts";
export { VERSION } from "./version.ts";
