import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      properties: z.looseObject({ templateFile: z.string().optional(), stackName: z.string().optional() }).optional(),
    }),
  ),
});

const assets = z.object({
  files: z.record(z.string(), z.looseObject({ source: z.looseObject({ path: z.string(), packaging: z.string() }) })),
});

/** Folders of the assets by the name under which the template asks for them. */
export interface AssemblyAssets {
  /** @throws Error when there is no asset of that key */
  folderOf(s3Key: string): string;
}

export interface Assembly {
  readonly stackName: string;
  readonly templateText: string;
  readonly assets: AssemblyAssets;
}

/** A folder that `cdk synth` has made, usually `cdk.out`. @throws Error when it does not hold exactly one stack */
export function loadAssembly(folder: string): Assembly {
  const { artifacts } = manifest.parse(readJson(join(folder, 'manifest.json')));
  const stacks = Object.entries(artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [[name, stack] = ['', undefined]] = stacks;
  const file = stack?.properties?.templateFile;
  if (stacks.length !== 1 || file === undefined) throw new Error(`${folder} holds ${stacks.length} stacks`);
  const { files } = assets.parse(readJson(join(folder, `${name}.assets.json`)));
  return {
    stackName: stack?.properties?.stackName ?? name,
    templateText: readFileSync(join(folder, file), 'utf8'),
    assets: {
      folderOf(s3Key) {
        const source = files[s3Key.replace(/\.zip$/, '')]?.source;
        if (source?.packaging !== 'zip') throw new Error(`there is no asset ${s3Key} in ${folder}`);
        return join(folder, source.path);
      },
    },
  };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
