import { z } from 'zod';

const parameters = z.record(z.string(), z.string());

const column = z.strictObject({ Name: z.string(), Type: z.string(), Comment: z.string().optional() });

const serde = z.strictObject({
  Name: z.string().optional(),
  SerializationLibrary: z.string(),
  Parameters: parameters.optional(),
});

/** The `TableInput` of AWS::Glue::Table: just the members that Glue knows, every parameter a string. */
export const tableInputSchema = z.strictObject({
  Name: z.string().regex(/^[a-z0-9_]{1,255}$/),
  Description: z.string().optional(),
  Owner: z.string().optional(),
  Retention: z.number().int().nonnegative().optional(),
  TableType: z.enum(['EXTERNAL_TABLE', 'VIRTUAL_VIEW']),
  Parameters: parameters.optional(),
  PartitionKeys: z.array(column).optional(),
  ViewOriginalText: z.string().optional(),
  ViewExpandedText: z.string().optional(),
  StorageDescriptor: z.strictObject({
    Columns: z.array(column),
    Location: z.string().optional(),
    InputFormat: z.string().optional(),
    OutputFormat: z.string().optional(),
    Compressed: z.boolean().optional(),
    NumberOfBuckets: z.number().int().optional(),
    StoredAsSubDirectories: z.boolean().optional(),
    SerdeInfo: serde.optional(),
    Parameters: parameters.optional(),
  }),
});

export type TableInput = z.infer<typeof tableInputSchema>;

/** A table as it is in the catalog. */
export interface GlueTable extends TableInput {
  readonly DatabaseName: string;
}
