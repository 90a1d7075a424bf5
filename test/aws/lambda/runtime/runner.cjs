// The Lambda runtime: loads the handler once, and calls it for each message of the parent.
const { join } = require('node:path');

const [file, name] = process.env._HANDLER.split('.');
let handler;

process.on('message', async ({ id, event, context, shiftMs }) => {
  globalThis.localAwsShiftMs = shiftMs;
  try {
    handler ??= require(join(process.env.LAMBDA_TASK_ROOT, file))[name];
    if (typeof handler !== 'function') throw new Error(`${process.env._HANDLER} is undefined or not exported`);
    if (handler.length > 2) throw new Error('Node.js 24 knows no handlers with a callback');
    const { deadlineMs, ...rest } = context;
    const getRemainingTimeInMillis = () => Math.max(0, deadlineMs - Date.now());
    const reply = await handler(JSON.parse(event), {
      ...rest,
      getRemainingTimeInMillis,
      callbackWaitsForEmptyEventLoop: true,
    });
    process.send({ id, reply: JSON.stringify(reply ?? null) });
  } catch (error) {
    const known = error instanceof Error;
    process.send({
      id,
      error: {
        errorType: known ? error.name : typeof error,
        errorMessage: known ? error.message : String(error),
        trace: known ? (error.stack ?? '').split('\n') : [],
      },
    });
  }
});
