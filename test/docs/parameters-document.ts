import { analysesOfLogTypes, PARAMETER_GROUPS, type ParameterDefinition } from '../../lib/infra/parameters';
import { RUN_KEYS } from '../../lib/workflow/audit-run/run-wishes';
import { synthesizedTemplate } from '../helpers/synthesized-stack';
import { code, GENERATED, plain, table } from './markdown';

/** docs/parameters.md: the parameters of the stack, what is refused, and what a single run may change. */
export function renderParametersDocument(): string {
  return [
    '# Parameters of the stack',
    GENERATED,
    `They are given when the stack is deployed: in the form of the CloudFormation console, or one by one with
\`npx cdk deploy --parameters <name>=<value>\`. [deploy.md](deploy.md) has examples. A parameter without a default is required.`,
    ...PARAMETER_GROUPS.flatMap(({ label, parameters }) => [`## ${label}`, renderGroup(parameters)]),
    '## Analyses',
    'What `Analyses` may hold depends on `LogType`. [analyses.md](analyses.md) describes each.',
    renderAnalyses(),
    '## What is refused',
    'Beside values that are none, these combinations, before anything is made:',
    renderRules(),
    `Dates that don't exist, and times that are longer than \`MaxDays\`, are refused by the deployment itself: it fails and says why.`,
    '## What a run may change',
    `The input of an execution is a JSON object. These keys take the place of the stack's parameters, for this run only; any other
parameter with another value is refused by name.`,
    renderRunKeys(),
    '',
  ].join('\n\n');
}

function renderGroup(parameters: Readonly<Record<string, ParameterDefinition>>): string {
  return table(
    ['Parameter', 'Default', 'Meaning', 'Allowed'],
    Object.entries(parameters).map(([name, definition]) => [
      code(name),
      defaultOf(definition),
      plain(definition.description),
      allowedOf(name, definition),
    ]),
  );
}

function defaultOf({ default: value }: ParameterDefinition): string {
  if (value === undefined) return 'required';
  return value === '' ? '' : code(String(value));
}

function allowedOf(
  name: string,
  { allowedValues, constraintDescription, minValue, maxValue, maxLength }: ParameterDefinition,
) {
  if (name === 'Analyses') return 'see [below](#analyses)';
  if (allowedValues) return allowedValues.map(code).join(', ');
  if (minValue !== undefined) return maxValue === undefined ? `${minValue} or more` : `${minValue} to ${maxValue}`;
  const length = maxLength === undefined || maxLength < WORTH_SAYING ? '' : `; at most ${maxLength} characters`;
  return `${plain(constraintDescription ?? 'any text')}${length}`;
}

function renderAnalyses(): string {
  return table(
    ['`LogType`', '`Analyses`'],
    Object.entries(analysesOfLogTypes()).map(([logType, ids]) => [code(logType), ['all', ...ids].map(code).join(', ')]),
  );
}

function renderRules(): string {
  const rules = Object.entries(synthesizedTemplate().Rules).filter(([name]) => name !== 'CheckBootstrapVersion');
  return rules
    .flatMap(([, { Assertions }]) => Assertions as { AssertDescription: string }[])
    .map(({ AssertDescription }) => `- ${plain(AssertDescription.replace(/; there are: .*/, '.'))}`)
    .join('\n');
}

/** A shorter limit follows from the form. */
const WORTH_SAYING = 100;

/** What only a run has, or may not have as it likes. */
const RUN_ONLY: Readonly<Record<string, string>> = {
  scheduledTime: 'when the schedule was due; set by the schedule',
  filters:
    'the filters and options of the command line by their names in camel case: `{"keyPrefix": ["trailers/"], "includeFailed": true}`',
  logPrefix: 'as `LogPrefix`; it has to begin with that of the stack',
  maxDays: 'as `MaxDays`; at most that of the stack',
  excludeObjects: 'keys of log objects that are left out, for example one that makes a query fail',
};

function renderRunKeys(): string {
  return table(
    ['Key', 'Meaning'],
    RUN_KEYS.map((key) => [code(key), RUN_ONLY[key] ?? `as ${code(`${key.charAt(0).toUpperCase()}${key.slice(1)}`)}`]),
  );
}
