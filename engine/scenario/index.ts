// Stories: played in memory by the same decisions that the server makes. The only door of this room.
export { loadRecords, playScenario } from './play-scenario.ts';
export type { BaseData } from './play-scenario.ts';
export { Coverage } from './coverage.ts';
export type { Counted, TypeCoverage, Uncovered } from './coverage.ts';
export type { Watch } from './watch-model.ts';
export { generateScenarios } from './generate-scenarios.ts';
export type { Generated } from './generate-scenarios.ts';
export type { GeneratedScenario } from './generated-attempt.ts';
export { differences } from './expect.ts';
export { naturalKeysIn, resolveNaturalKeys } from './natural-keys.ts';
export type { FindId, NaturalKey } from './natural-keys.ts';
export { replay } from './replay.ts';
export type { Recording } from './replay.ts';
export type { ReplayDifference, ReplayedDocument } from './replay-findings.ts';
export { CommandReplay } from './replay-commands.ts';
export type { RecordedCommand, RecordedCompany } from './replay-commands.ts';
export type { ReplaySide } from './replayed-side.ts';
export { StagePlay, storyCompany } from './stage-play.ts';
export { aliasesOf, commandOf, keysOfStep, stepWords, StoryError, subjectOf } from './step-command.ts';
export type { Cast } from './step-command.ts';
export type {
  Expectation,
  Scenario,
  ScenarioResult,
  Step as ScenarioStep,
  StepResult,
  StepSource,
} from './types.ts';
