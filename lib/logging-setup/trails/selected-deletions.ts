import type { AdvancedEventSelector, AdvancedFieldSelector, EventSelector } from '@aws-sdk/client-cloudtrail';

/** What a trail records; it has selectors of one kind only. */
export interface EventSelectors {
  readonly basic: readonly EventSelector[];
  readonly advanced: readonly AdvancedEventSelector[];
}

/** How many of the deletions in a bucket something records. */
export interface Selected {
  readonly deletions: 'all' | 'some' | 'none';
  /** What leaves some of them out, in words. */
  readonly because: readonly string[];
}

const ALL: Selected = { deletions: 'all', because: [] };
const NONE: Selected = { deletions: 'none', because: [] };
const OBJECTS = 'AWS::S3::Object';

/**
 * How many deletions of single objects show with these selectors. `objects` is the ARN of the bucket with a slash.
 * Sources: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DataResource.html,
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/filtering-data-events.html
 */
export function selectedDeletions({ basic, advanced }: EventSelectors, objects: string): Selected {
  return bestOf([
    ...basic.map((selector) => basicSelection(selector, objects)),
    ...advanced.map((selector) => advancedSelection(selector, objects)),
  ]);
}

/** The widest; several that each leave something out may leave out the same. */
export function bestOf(selections: readonly Selected[]): Selected {
  if (selections.some(({ deletions }) => deletions === 'all')) return ALL;
  const partial = selections.filter(({ deletions }) => deletions === 'some');
  if (partial.length === 0) return NONE;
  return { deletions: 'some', because: [...new Set(partial.flatMap(({ because }) => because))] };
}

/** Values of a basic selector are beginnings of ARNs; `arn:aws:s3` means all buckets, also those to come. */
function basicSelection({ ReadWriteType = 'All', DataResources = [] }: EventSelector, objects: string): Selected {
  if (ReadWriteType === 'ReadOnly') return NONE;
  const values = DataResources.filter(({ Type }) => Type === OBJECTS).flatMap(({ Values = [] }) => Values);
  if (values.some((value) => objects.startsWith(value))) return ALL;
  const below = values.filter((value) => value.startsWith(objects));
  return below.length === 0 ? NONE : { deletions: 'some', because: [`only objects below ${below.join(', ')}`] };
}

/** All fields of a selector must fit. */
function advancedSelection({ FieldSelectors = [] }: AdvancedEventSelector, objects: string): Selected {
  const because: string[] = [];
  for (const selector of FieldSelectors) {
    const { deletions, because: reasons } = fieldSelection(selector, objects);
    if (deletions === 'none') return NONE;
    because.push(...reasons);
  }
  // both are required; without them it would be a selector that AWS does not take
  const isOfObjects = ['eventCategory', 'resources.type'].every((name) =>
    FieldSelectors.some(({ Field }) => Field === name),
  );
  if (!isOfObjects) return NONE;
  return because.length === 0 ? ALL : { deletions: 'some', because };
}

function fieldSelection(selector: AdvancedFieldSelector, objects: string): Selected {
  const { Field = '' } = selector;
  switch (Field) {
    case 'eventCategory':
      return exactly(admits(selector, 'Data'));
    case 'resources.type':
      return exactly(admits(selector, OBJECTS));
    case 'readOnly':
      return exactly(admits(selector, 'false'));
    case 'eventSource':
      return exactly(admits(selector, 's3.amazonaws.com'));
    case 'eventName':
      return eventNameSelection(selector);
    case 'eventType':
      return eventTypeSelection(selector);
    case 'resources.ARN':
      return arnSelection(selector, objects);
    default:
      return { deletions: 'some', because: [`only some values of ${Field}`] };
  }
}

function exactly(admitted: boolean): Selected {
  return admitted ? ALL : NONE;
}

/** Each key of a batch has an event of its own, which is called like the deletion of one object. */
function eventNameSelection(selector: AdvancedFieldSelector): Selected {
  if (admits(selector, 'DeleteObject')) return ALL;
  if (!admits(selector, 'DeleteObjects')) return NONE;
  return {
    deletions: 'some',
    because: ['only requests to delete a batch, without the keys (event name DeleteObjects)'],
  };
}

/** A deletion is a call; those of the keys of a batch are events of the service. */
function eventTypeSelection(selector: AdvancedFieldSelector): Selected {
  const single = admits(selector, 'AwsApiCall');
  const ofBatch = admits(selector, 'AwsServiceEvent');
  if (single && ofBatch) return ALL;
  if (single) return { deletions: 'some', because: ['not the keys of a batch (event type AwsApiCall)'] };
  return ofBatch ? { deletions: 'some', because: ['only the keys of a batch (event type AwsServiceEvent)'] } : NONE;
}

/** Whether a value gets through: none of the negative conditions may hit it, and one of the others must, if there are any. */
function admits(selector: AdvancedFieldSelector, value: string): boolean {
  const {
    Equals = [],
    StartsWith = [],
    EndsWith = [],
    NotEquals = [],
    NotStartsWith = [],
    NotEndsWith = [],
  } = selector;
  const isOut =
    NotEquals.includes(value) ||
    NotStartsWith.some((text) => value.startsWith(text)) ||
    NotEndsWith.some((text) => value.endsWith(text));
  if (isOut) return false;
  const wanted = Equals.length + StartsWith.length + EndsWith.length > 0;
  return (
    !wanted ||
    Equals.includes(value) ||
    StartsWith.some((text) => value.startsWith(text)) ||
    EndsWith.some((text) => value.endsWith(text))
  );
}

/** The same for all ARNs that begin with those of the bucket's objects. */
function arnSelection(selector: AdvancedFieldSelector, objects: string): Selected {
  const {
    Equals = [],
    StartsWith = [],
    EndsWith = [],
    NotEquals = [],
    NotStartsWith = [],
    NotEndsWith = [],
  } = selector;
  if (NotStartsWith.some((text) => objects.startsWith(text))) return NONE;
  const because: string[] = [];
  const left = [...NotEquals, ...NotStartsWith].filter((arn) => arn.startsWith(objects));
  if (left.length > 0 || NotEndsWith.length > 0)
    because.push(`not ${[...left, ...NotEndsWith.map(ending)].join(', ')}`);
  const wanted = Equals.length + StartsWith.length + EndsWith.length > 0;
  if (wanted && !StartsWith.some((text) => objects.startsWith(text))) {
    const some = [...Equals, ...StartsWith].filter((arn) => arn.startsWith(objects) && arn.length > objects.length);
    if (some.length === 0 && EndsWith.length === 0) return NONE;
    because.push(`only ${[...some, ...EndsWith.map(ending)].join(', ')}`);
  }
  return because.length === 0 ? ALL : { deletions: 'some', because };
}

function ending(text: string): string {
  return `…${text}`;
}
