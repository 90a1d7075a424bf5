import { loadAssembly } from './assembly';
import type { Stack, StackEvent } from './stack';

export interface Deployment {
  /** Folder that `cdk synth` has made. */
  readonly assembly: string;
  /** By default as the assembly names it. */
  readonly stackName?: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A stack in the local AWS, as a test handles it. */
export class DeployedStack {
  constructor(
    private readonly stack: Stack,
    private deployment: Deployment,
  ) {}

  get id(): string {
    return this.stack.id;
  }

  get name(): string {
    return this.stack.name;
  }

  get status(): string {
    return this.stack.status;
  }

  get outputs(): Readonly<Record<string, string>> {
    return this.stack.outputs;
  }

  get events(): readonly StackEvent[] {
    return this.stack.events;
  }

  /** Physical ids by logical ids. */
  get resourceIds(): Readonly<Record<string, string>> {
    return this.stack.resourceIds;
  }

  /** Other values for some parameters, or another assembly. @throws StackError; then everything is as before */
  async update(changes: Partial<Deployment>): Promise<void> {
    const deployment = {
      ...this.deployment,
      ...changes,
      parameters: { ...this.deployment.parameters, ...changes.parameters },
    };
    await this.stack.update(loadAssembly(deployment.assembly), deployment.parameters);
    this.deployment = deployment;
  }

  /** @throws StackError when something can't be deleted; deleting again goes on */
  delete(): Promise<void> {
    return this.stack.delete();
  }
}
