import { resourcesOfType, synthesizedTemplate } from '../helpers/synthesized-stack';

const template = synthesizedTemplate();

test('every parameter of a table is text, as Glue wants it', () => {
  const tables = resourcesOfType(template, 'AWS::Glue::Table');
  expect(tables).toHaveLength(6);
  for (const [, { Properties }] of tables) {
    const { Parameters } = Properties.TableInput as { Parameters: Record<string, unknown> };
    for (const value of Object.values(Parameters)) {
      expect(typeof value === 'string' || (value as object)).toBeTruthy();
      expect(['string', 'object']).toContain(typeof value);
    }
  }
});
