import { PassThrough } from 'node:stream';
import { confirm } from '../../lib/cli/confirm';

const never = new AbortController().signal;

async function answer(typed: string): Promise<{ agreed: boolean; shown: string }> {
  const input = new PassThrough();
  const output = new PassThrough();
  input.end(typed);
  const agreed = await confirm('Really?', never, input, output);
  return { agreed, shown: String(output.read()) };
}

test.each(['y\n', 'Y\n', 'yes\n', ' YES \n'])('%j agrees', async (typed) => {
  expect(await answer(typed)).toEqual({ agreed: true, shown: 'Really? [y/N] ' });
});

test.each(['\n', 'n\n', 'no\n', 'yeah\n', 'why\ny\n', 'y', ''])('%j does not agree', async (typed) => {
  expect((await answer(typed)).agreed).toBe(false);
});

test('Ctrl-C ends the waiting', async () => {
  const controller = new AbortController();
  const asked = confirm('Really?', controller.signal, new PassThrough(), new PassThrough());
  controller.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
});
