import { z } from 'zod';
import type { VirtualClock } from '../clock/virtual-clock';
import { rootOf } from '../iam/principal';
import type { Lambda } from '../lambda/lambda';
import { LambdaError } from '../lambda/lambda-error';
import type { HttpReply, HttpRequest } from '../server/http-message';
import { newUuid } from '../server/ids';
import type { Violations } from '../server/violations';
import { StackError } from './stack-error';
import type { Provisioned, ResourceIdentity } from './stack-resource';

/** Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-responses.html */
const answerSchema = z.strictObject({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().min(1).max(1024),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  NoEcho: z.boolean().optional(),
  Data: z.record(z.string(), z.unknown()).optional(),
});
type Answer = z.infer<typeof answerSchema>;

const HOST = 'cloudformation-custom-resource-response.localhost';
const DEFAULT_TIMEOUT_SECONDS = 3600;
/** Bytes of an answer. */
const LARGEST_ANSWER = 4096;

/** Custom resources behind functions: they are told by an event, and answer to a URL. */
export class CustomResources {
  private readonly waiting = new Map<string, (answer: Answer) => void>();

  constructor(
    private readonly lambda: Lambda,
    private readonly clock: VirtualClock,
    private readonly violations: Violations,
  ) {}

  /** @throws StackError with the reason of the function, or when it does not answer in time */
  async send(
    requestType: 'Create' | 'Update' | 'Delete',
    request: ResourceIdentity,
    before?: { readonly physicalId: string; readonly oldProperties?: ResourceIdentity['properties'] },
  ): Promise<Provisioned> {
    const { ServiceToken, ServiceTimeout, ...properties } = request.properties;
    const requestId = newUuid();
    const event = {
      RequestType: requestType,
      ServiceToken,
      ResponseURL: `https://${HOST}/${requestId}?X-Amz-Signature=local`,
      StackId: request.place.stackId,
      RequestId: requestId,
      LogicalResourceId: request.logicalId,
      ResourceType: request.type,
      ...(before ? { PhysicalResourceId: before.physicalId } : {}),
      ResourceProperties: textsOnly({
        ServiceToken,
        ...(ServiceTimeout === undefined ? {} : { ServiceTimeout }),
        ...properties,
      }),
      ...(before?.oldProperties ? { OldResourceProperties: textsOnly(before.oldProperties) } : {}),
    };
    const answer = await this.answerTo(
      String(ServiceToken),
      requestId,
      event,
      Number(ServiceTimeout ?? DEFAULT_TIMEOUT_SECONDS),
    );
    if (answer.Status === 'FAILED') {
      throw new StackError(
        `Received response status [FAILED] from custom resource. Message returned: ${answer.Reason} (RequestId: ${requestId})`,
      );
    }
    return { physicalId: answer.PhysicalResourceId, attributes: answer.Data ?? {} };
  }

  /** Takes an answer that a function sends; undefined for any other request. */
  receive(request: HttpRequest): HttpReply | undefined {
    if (request.host !== HOST || request.method !== 'PUT') return undefined;
    const requestId = request.path.slice(1);
    const parsed = answerSchema.safeParse(JSON.parse(request.body.toString()));
    if (!parsed.success) {
      this.violations.add(`the answer of a custom resource: ${z.prettifyError(parsed.error)}`);
      return { status: 400 };
    }
    if (request.body.length > LARGEST_ANSWER) this.violations.add('the answer of a custom resource is over 4096 bytes');
    // an answer that comes twice is taken once
    this.waiting.get(requestId)?.(parsed.data);
    this.waiting.delete(requestId);
    return { status: 200 };
  }

  private async answerTo(
    functionArn: string,
    requestId: string,
    event: object,
    timeoutSeconds: number,
  ): Promise<Answer> {
    const answered = new Promise<Answer>((done) => this.waiting.set(requestId, done));
    const timer = new AbortController();
    const late = this.clock.sleep(timeoutSeconds * 1000, timer.signal).then((): never => {
      throw new StackError(
        `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}].`,
      );
    });
    late.catch(() => {});
    void this.invoke(functionArn, JSON.stringify(event));
    try {
      return await Promise.race([answered, late]);
    } finally {
      timer.abort();
      this.waiting.delete(requestId);
    }
  }

  /** As an event, which Lambda tries three times; what the function returns does not matter. */
  private async invoke(functionArn: string, event: string): Promise<void> {
    for (let attempt = 0; attempt < 3; attempt++) {
      try {
        await this.lambda.invoke(functionArn, event, rootOf(functionArn.split(':')[4] as string));
        return;
      } catch (error) {
        if (!(error instanceof LambdaError)) throw error;
        await this.clock.sleep(60_000 * (attempt + 1));
      }
    }
  }
}

/** CloudFormation hands numbers and truth values over as text. */
function textsOnly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(textsOnly);
  if (value === null || typeof value !== 'object') return String(value);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, textsOnly(member)]));
}
