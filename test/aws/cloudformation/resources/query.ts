import { z } from 'zod';
import { tableInputSchema } from '../../glue/glue-table';
import { newUuid } from '../../server/ids';
import { handlerOf, type ResourceHandler } from '../resource-handler';

const database = z.strictObject({
  CatalogId: z.string(),
  DatabaseInput: z.strictObject({ Name: z.string(), Description: z.string().max(2048).optional() }),
});

const table = z.strictObject({ CatalogId: z.string(), DatabaseName: z.string(), TableInput: tableInputSchema });

const namedQuery = z.strictObject({
  Database: z.string().min(1).max(255),
  Name: z.string().min(1).max(128).optional(),
  Description: z.string().min(1).max(1024).optional(),
  QueryString: z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= 262_144, 'at most 262,144 bytes'),
  WorkGroup: z.string().optional(),
});

export const QUERY: Readonly<Record<string, ResourceHandler>> = {
  'AWS::Glue::Database': handlerOf(database, {
    create({ DatabaseInput: { Name } }, { platform }) {
      platform.glue.createDatabase(Name);
      return { physicalId: Name };
    },
    update: (_, __, before) => before,
    delete: ({ physicalId }, { platform }) => platform.glue.deleteDatabase(physicalId),
  }),
  'AWS::Glue::Table': handlerOf(table, {
    create({ DatabaseName, TableInput }, { platform }) {
      platform.glue.putTable(DatabaseName, TableInput);
      return { physicalId: TableInput.Name };
    },
    update({ DatabaseName, TableInput }, { platform }) {
      platform.glue.putTable(DatabaseName, TableInput);
      return { physicalId: TableInput.Name };
    },
    delete: ({ physicalId }, { platform }, { DatabaseName }) => platform.glue.deleteTable(DatabaseName, physicalId),
  }),
  'AWS::Athena::WorkGroup': handlerOf(z.looseObject({ Name: z.string() }), {
    create(properties, { platform }) {
      platform.athena.putWorkGroup(properties);
      return { physicalId: properties.Name };
    },
    update(properties, { platform }) {
      platform.athena.putWorkGroup(properties);
      return { physicalId: properties.Name };
    },
    delete: ({ physicalId }, { platform }) => platform.athena.deleteWorkGroup(physicalId),
  }),
  // a change is a replacement: CloudFormation can't update one
  'AWS::Athena::NamedQuery': handlerOf(namedQuery, {
    create(properties, { platform }) {
      if (properties.WorkGroup !== undefined) platform.athena.requireWorkGroup(properties.WorkGroup);
      const id = newUuid();
      platform.athena.namedQueries.set(id, properties);
      return { physicalId: id, attributes: { NamedQueryId: id } };
    },
    delete({ physicalId }, { platform }) {
      platform.athena.namedQueries.delete(physicalId);
    },
  }),
};
