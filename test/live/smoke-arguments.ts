import { parseArgs } from 'node:util';

/** What the smoke test on a real account was told. */
export interface SmokeArguments {
  /** Account that everything is made in. */
  readonly account: string;
  readonly region: string;
  /** Address whose owner confirms the subscription while the first run waits. */
  readonly email: string;
  /** Leaves the stack and the logs in place. */
  readonly keep: boolean;
}

export const USAGE = `Deploys the stack into a real AWS account, audits the example logs in every way of access, compares the answers with the
laptop's, and removes everything again. Takes about an hour and costs about one US dollar.

npm run smoke:live -- --yes-use-my-account --account <id> --region <region> --email <address> [--keep]
  --yes-use-my-account   without it, nothing happens
  --account <id>         the account that your credentials must be of; the CDK must be bootstrapped in it
  --region <region>      where everything is made
  --email <address>      gets the mails; its owner confirms the subscription when the first mail comes
  --keep                 leave the stack and the bucket with the logs
`;

/**
 * Undefined for whoever has not asked for it in so many words.
 * @throws Error for an account, Region or address that can't be one
 */
export function parseSmokeArguments(args: readonly string[]): SmokeArguments | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      'yes-use-my-account': { type: 'boolean', default: false },
      account: { type: 'string' },
      region: { type: 'string' },
      email: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const { account, region, email, keep } = values;
  if (values.help || !values['yes-use-my-account']) return undefined;
  return {
    account: required('account', account, /^\d{12}$/),
    region: required('region', region, /^[a-z]{2,4}(-[a-z]+){1,3}-\d$/),
    email: required('email', email, /^[^@\s]+@[^@\s]+$/),
    keep,
  };
}

function required(name: string, value: string | undefined, form: RegExp): string {
  if (value !== undefined && form.test(value)) return value;
  throw new Error(`--${name} ${value === undefined ? 'is missing' : `can't be '${value}'`}; see --help`);
}
