import { workflowDefinition } from '../../../lib/infra/workflow-definition';
import { KNOWN_STATES } from '../../../lib/workflow/deployed-stack/run-position';

test('every state of the state machine has words for what a run does there', () => {
  const { States } = workflowDefinition() as { States: Record<string, unknown> };
  expect([...KNOWN_STATES].sort()).toEqual(Object.keys(States).sort());
});
