/** Where a resource belongs. */
export interface StackPlace {
  readonly stackId: string;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

/** One resource of a stack, as its template describes it. */
export interface ResourceIdentity {
  readonly place: StackPlace;
  readonly logicalId: string;
  readonly type: string;
  /** Resolved. */
  readonly properties: Readonly<Record<string, unknown>>;
}

/** What `Ref` and `Fn::GetAtt` give. */
export interface Provisioned {
  readonly physicalId: string;
  readonly attributes?: Readonly<Record<string, unknown>>;
}
