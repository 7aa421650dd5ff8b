export {
  LONGEST_LINE,
  isFault,
  parseAnswer,
  type Answer,
  type Fault,
  type Line,
} from "./answer.ts";
export { Campaign, type CampaignOptions } from "./campaign.ts";
export type { Cpu } from "./cpu-table.ts";
export { ownEngines, type Engine, type EngineFactory } from "./engines.ts";
export { Examiner, type Target } from "./examiner.ts";
export { inOrder, isFailure, keyOf, type Finding, type Kind } from "./finding.ts";
export { HAND_OVER, Ledger, type Hand, type Part } from "./ledger.ts";
export { EPOCH, Mutator } from "./mutator.ts";
export { Pool, type Scope } from "./pool.ts";
export { BLOCK, WHOLE, indexOf, parseShard, sizeOf, type Shard } from "./shard.ts";
export { minimal, shrink, type Candidate, type Change } from "./shrink.ts";
export { stateJson, stateText } from "./state-text.ts";
export type { Template } from "./template.ts";
export { Tally, type Outcome, type Totals } from "./tally.ts";
