export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  /** Folder with the unpacked code. */
  readonly codeFolder: string;
  /** `file.export`. */
  readonly handler: string;
  readonly environment: Readonly<Record<string, string>>;
  /** MiB. */
  readonly memorySize: number;
  readonly logGroup: string;
  /** Real time: a test may shorten it. */
  timeoutSeconds: number;
}
