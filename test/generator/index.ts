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
export { renderAccessLine, renderAccessLineBytes } from './access/render';
export { expectedAnswers } from './expected';
export { type AccessCoverage, expectedAccessCoverage } from './expected/access/coverage';
export type { Row, Value } from './expected/rows';
export type { Answer, AnswerOptions, Window } from './expected/selection';
export { type Random, seededRandom } from './random';
export { accessStoryEvents, accessStoryFiles, storyWindow } from './story/access-story';
export { writeExamples } from './write-examples';
