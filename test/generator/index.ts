export { type DeliveryOptions, deliver, eventsOf } from './access/deliver';
export {
  type AccessEvent,
  type AccessEventParts,
  accessEvent,
  type FieldCount,
  type Spelling,
} from './access/event';
export {
  type AccessLogFile,
  type AccessLogLayout,
  accessLogName,
  type Entry,
  renderAccessLogFile,
  writeAccessLogs,
} from './access/files';
export { type RandomAccessOptions, randomAccessEvents } from './access/random-events';
export { renderAccessLine, renderAccessLineBytes } from './access/render';
export { type BenchAccessLogOptions, type BenchSummary, writeBenchAccessLogs } from './bench/bench-access-logs';
export { type BenchCloudTrailOptions, writeBenchCloudTrail } from './bench/bench-cloudtrail';
export { expectedAnswers } from './expected';
export { type AccessCoverage, expectedAccessCoverage } from './expected/access/coverage';
export { expectedReports } from './expected/report';
export type { ReportOptions } from './expected/report/common';
export type { Row, Value } from './expected/rows';
export type { Answer, AnswerOptions, Window } from './expected/selection';
export { expectedTrailCoverage, type TrailCoverage } from './expected/trail/coverage';
export { type Random, seededRandom } from './random';
export { accessStoryEvents, accessStoryFiles, storyWindow } from './story/access-story';
export { trailStoryEvents, trailStoryFiles } from './story/trail-story';
export { deliverTrail, type TrailDeliveryOptions } from './trail/deliver';
export { ANONYMOUS, type Caller, type Tls, type TrailEvent, type TrailEventParts, trailEvent } from './trail/event';
export {
  renderTrailFile,
  type TrailEntry,
  type TrailFile,
  type TrailLayout,
  trailName,
  writeTrail,
  writeTrailDistractors,
} from './trail/files';
export { type RandomTrailOptions, randomTrailEvents } from './trail/random-events';
export { renderTrailRecord } from './trail/render';
export { writeExamples } from './write-examples';
