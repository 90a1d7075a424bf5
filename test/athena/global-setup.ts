import { installTrino } from './trino/install-trino';
import { findJavaHome } from './trino/java-home';
import { MissingProgram } from './trino/missing-program';
import { startTrino, type TrinoServer } from './trino/trino-server';

declare global {
  /** The server of the suite; jest runs set-up and tear-down in one process. */
  var trinoServer: TrinoServer | undefined;
}

const tell = (text: string) => process.stderr.write(`${text}\n`);

/** Starts Trino, unless TRINO_URL names one that runs already. */
export default async function startSuite(): Promise<void> {
  if (process.env.TRINO_URL) return;
  try {
    const javaHome = findJavaHome();
    globalThis.trinoServer = await startTrino(await installTrino(javaHome, tell), javaHome);
    process.env.TRINO_URL = globalThis.trinoServer.url;
  } catch (error) {
    // what is missing is no bug: its stack would only hide the sentence
    if (error instanceof MissingProgram) error.stack = `${error.name}: ${error.message}`;
    throw error;
  }
}
