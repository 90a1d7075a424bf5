import { randomUUID } from 'node:crypto';
import type { Platform } from '../platform';
import type { Assembly } from './assembly';
import { dependenciesOf, inOrder } from './dependencies';
import { Resolver } from './intrinsics';
import { type ParameterValue, parameterValues } from './parameters';
import type { ResourceRequest } from './resource-handler';
import { requireHandler } from './resources';
import { StackError } from './stack-error';
import type { Provisioned, StackPlace } from './stack-resource';
import { parseTemplate, type Template, type TemplateResource } from './template';

export interface StackEvent {
  readonly logicalId: string;
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
}

/** A resource as it was made. */
interface StackResource extends Provisioned {
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly needs: ReadonlySet<string>;
  readonly deletionPolicy: string;
}

export interface StackOptions {
  readonly platform: Platform;
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** What is deployed: a template with values for its parameters. */
interface Version {
  readonly template: Template;
  readonly assembly: Assembly;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

/** A stack of CloudFormation: makes what its template says, in order, or nothing. */
export class Stack {
  readonly id: string;
  status = 'REVIEW_IN_PROGRESS';
  reason: string | undefined;
  readonly events: StackEvent[] = [];
  outputs: Readonly<Record<string, string>> = {};
  readonly created: Date;
  private readonly resources = new Map<string, StackResource>();
  private version: Version | undefined;

  constructor(private readonly options: StackOptions) {
    const { partition, region, account, name, platform } = options;
    this.id = `arn:${partition}:cloudformation:${region}:${account}:stack/${name}/${randomUUID()}`;
    this.created = platform.clock.now();
  }

  get name(): string {
    return this.options.name;
  }

  get parameters(): Readonly<Record<string, ParameterValue>> {
    return this.version?.parameters ?? {};
  }

  /** Physical ids by logical ids. */
  get resourceIds(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.resources].map(([logicalId, { physicalId }]) => [logicalId, physicalId]));
  }

  /** @throws StackError with the reason; what was made is deleted again */
  async create(assembly: Assembly, given: Readonly<Record<string, string>>): Promise<void> {
    const version = this.prepare(assembly, given);
    this.become('CREATE_IN_PROGRESS');
    try {
      await this.apply(version, []);
      this.become('CREATE_COMPLETE');
    } catch (error) {
      this.become('ROLLBACK_IN_PROGRESS', messageOf(error));
      await this.deleteAll([...this.resources.keys()]);
      this.become('ROLLBACK_COMPLETE');
      throw new StackError(messageOf(error), { cause: error });
    }
  }

  /** @throws StackError with the reason; everything is as it was before */
  async update(assembly: Assembly, given: Readonly<Record<string, string>>): Promise<void> {
    const before = this.version as Version;
    const version = this.prepare(assembly, given);
    this.become('UPDATE_IN_PROGRESS');
    try {
      await this.replace(version);
      this.become('UPDATE_COMPLETE');
    } catch (error) {
      this.become('UPDATE_ROLLBACK_IN_PROGRESS', messageOf(error));
      await this.replace(before);
      this.become('UPDATE_ROLLBACK_COMPLETE');
      throw new StackError(messageOf(error), { cause: error });
    }
  }

  /** @throws StackError when something can't be deleted; the rest is gone, and deleting again goes on */
  async delete(): Promise<void> {
    this.become('DELETE_IN_PROGRESS');
    try {
      await this.deleteAll([...this.resources.keys()]);
    } catch (error) {
      this.become('DELETE_FAILED', messageOf(error));
      throw new StackError(messageOf(error), { cause: error });
    }
    this.become('DELETE_COMPLETE');
  }

  private prepare(assembly: Assembly, given: Readonly<Record<string, string>>): Version {
    const template = parseTemplate(assembly.templateText);
    const version = { template, assembly, parameters: parameterValues(template, given) };
    const resolver = this.resolverOf(version);
    for (const { RuleCondition, Assertions } of Object.values(template.Rules)) {
      if (RuleCondition !== undefined && resolver.test(RuleCondition) !== true) continue;
      const broken = Assertions.find(({ Assert }) => resolver.test(Assert) !== true);
      if (broken) throw new StackError(`Template Constraint violation: ${broken.AssertDescription}`);
    }
    for (const { Type } of Object.values(template.Resources)) requireHandler(Type);
    return version;
  }

  private async replace(version: Version): Promise<void> {
    const replaced: [string, StackResource][] = [];
    await this.apply(version, replaced);
    const kept = new Set(this.presentIn(version));
    const gone = [...this.resources.keys()].filter((logicalId) => !kept.has(logicalId));
    for (const [logicalId, resource] of replaced.reverse()) await this.deleteOne(logicalId, resource);
    await this.deleteAll(gone);
  }

  /** Makes and changes; what was replaced is kept for later. */
  private async apply(version: Version, replaced: [string, StackResource][]): Promise<void> {
    this.version = version;
    const resolver = this.resolverOf(version);
    const dependencies = dependenciesOf(version.template);
    for (const logicalId of this.presentIn(version)) {
      const resource = version.template.Resources[logicalId] as TemplateResource;
      const { Type: type, Properties, DeletionPolicy = 'Delete' } = resource;
      const properties = resolver.resolve(Properties) as StackResource['properties'];
      const before = this.resources.get(logicalId);
      const needs = dependencies.get(logicalId) ?? new Set();
      const provisioned = await this.provision(logicalId, type, properties, before, replaced);
      this.resources.set(logicalId, { ...provisioned, type, properties, needs, deletionPolicy: DeletionPolicy });
    }
    this.outputs = this.resolveOutputs(version, resolver);
  }

  private async provision(
    logicalId: string,
    type: string,
    properties: StackResource['properties'],
    before: StackResource | undefined,
    replaced: [string, StackResource][],
  ): Promise<Provisioned> {
    const handler = requireHandler(type);
    const request = this.requestOf(logicalId, type, properties);
    if (before && JSON.stringify(before.properties) === JSON.stringify(properties)) return before;
    const step = before ? 'UPDATE' : 'CREATE';
    try {
      this.note(logicalId, type, `${step}_IN_PROGRESS`);
      const done =
        before && handler.update
          ? await handler.update(request, before, before.properties)
          : await handler.create(request);
      if (before && !handler.update) replaced.push([logicalId, before]);
      this.note(logicalId, type, `${step}_COMPLETE`);
      return done;
    } catch (error) {
      this.note(logicalId, type, `${step}_FAILED`, messageOf(error));
      // who knows how far it came: going back changes it again
      if (before && handler.update) this.resources.set(logicalId, { ...before, properties });
      throw error;
    }
  }

  private async deleteAll(logicalIds: readonly string[]): Promise<void> {
    const needs = new Map([...this.resources].map(([logicalId, resource]) => [logicalId, resource.needs]));
    const order = inOrder(needs).filter((logicalId) => logicalIds.includes(logicalId));
    for (const logicalId of [...order].reverse()) {
      const resource = this.resources.get(logicalId);
      if (resource) await this.deleteOne(logicalId, resource);
      this.resources.delete(logicalId);
    }
  }

  private async deleteOne(logicalId: string, resource: StackResource): Promise<void> {
    const { type, properties, deletionPolicy } = resource;
    if (deletionPolicy !== 'Delete') return this.note(logicalId, type, 'DELETE_SKIPPED');
    try {
      this.note(logicalId, type, 'DELETE_IN_PROGRESS');
      await requireHandler(type).delete(this.requestOf(logicalId, type, properties), resource);
      this.note(logicalId, type, 'DELETE_COMPLETE');
    } catch (error) {
      this.note(logicalId, type, 'DELETE_FAILED', messageOf(error));
      throw error;
    }
  }

  private presentIn({ template, ...rest }: Version): readonly string[] {
    const resolver = this.resolverOf({ template, ...rest });
    return inOrder(dependenciesOf(template)).filter((logicalId) => {
      const condition = template.Resources[logicalId]?.Condition;
      return condition === undefined || resolver.condition(condition);
    });
  }

  private requestOf(logicalId: string, type: string, properties: StackResource['properties']): ResourceRequest {
    const { assets } = (this.version as Version).assembly;
    return { platform: this.options.platform, place: this.place, assets, logicalId, type, properties };
  }

  private get place(): StackPlace {
    const { account, region, partition, name } = this.options;
    return { stackId: this.id, stackName: name, account, region, partition };
  }

  private resolverOf({ template, parameters }: Version): Resolver {
    const { account, region, partition, name } = this.options;
    const resourceOf = (logicalId: string) => {
      const found = this.resources.get(logicalId);
      if (!found) throw new Error(`${logicalId} is referred to, but it is not there`);
      return found;
    };
    return new Resolver(template, {
      parameters,
      pseudo: {
        'AWS::AccountId': account,
        'AWS::Region': region,
        'AWS::Partition': partition,
        'AWS::StackId': this.id,
        'AWS::StackName': name,
        'AWS::URLSuffix': 'amazonaws.com',
      },
      physicalId: (logicalId) => resourceOf(logicalId).physicalId,
      attribute(logicalId, attribute) {
        const value = resourceOf(logicalId).attributes?.[attribute];
        if (value === undefined) throw new Error(`${logicalId} has no attribute ${attribute} here`);
        return value;
      },
    });
  }

  private resolveOutputs({ template }: Version, resolver: Resolver): Readonly<Record<string, string>> {
    const present = Object.entries(template.Outputs).filter(
      ([, { Condition }]) => Condition === undefined || resolver.condition(Condition),
    );
    return Object.fromEntries(present.map(([name, { Value }]) => [name, String(resolver.resolve(Value))]));
  }

  private become(status: string, reason?: string): void {
    this.status = status;
    this.reason = reason;
    this.note(this.name, 'AWS::CloudFormation::Stack', status, reason);
  }

  private note(logicalId: string, type: string, status: string, reason?: string): void {
    this.events.push({ logicalId, type, status, ...(reason === undefined ? {} : { reason }) });
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
