import { expectGolden } from '../helpers/golden';
import { STACK_NAME, synthesizedTemplate } from '../helpers/synthesized-stack';

test('the template is as it was read last', () => {
  const text = JSON.stringify(synthesizedTemplate(), withoutNoise, 1);
  expectGolden('infra/template.json', `${text.replaceAll(/[0-9a-f]{64}/g, '<hash>')}\n`);
});

test('the template with results that are retained differs in nothing but their bucket', () => {
  const lines = (retainResults: boolean) => JSON.stringify(synthesizedTemplate({ retainResults }), null, 1).split('\n');
  const [usual, retained] = [lines(false), lines(true)];
  const added = retained.filter((line) => !usual.includes(line));
  expect(added.map((line) => line.trim())).toEqual(['"UpdateReplacePolicy": "Retain",', '"DeletionPolicy": "Retain"']);
});

test('the template has room to grow below the limit of CloudFormation', () => {
  expect(JSON.stringify(synthesizedTemplate(), null, 1).length).toBeLessThan(900_000);
  expect(Object.keys(synthesizedTemplate().Resources).length).toBeLessThan(450);
});

/** The texts of saved queries are tested with the analyses. */
function withoutNoise(key: string, value: unknown): unknown {
  return key === 'QueryString' ? '<SQL>' : value;
}

test('nothing in the template depends on the name that it is deployed under', () => {
  const { Resources, Outputs } = synthesizedTemplate();
  expect(JSON.stringify([Resources, Outputs])).not.toContain(STACK_NAME);
});
