import { z } from 'zod';

const identifier = z.string().regex(/^[a-z_][a-z0-9_]*$/, 'must be lower-case letters, digits and _');
const columnType = z.enum(['timestamp', 'string', 'integer', 'double']);
const condition = z.string().min(1);

const describedColumn = z.strictObject({
  name: identifier,
  type: columnType,
  unit: z.string().optional(),
  description: z.string().min(1),
});

/** What `queries/<log-type>/<id>/analysis.yaml` may hold. */
export const analysisSchema = z.strictObject({
  title: z.string().min(1),
  question: z.string().min(1),
  severity: z.enum(['info', 'low', 'medium', 'high']).default('info'),
  references: z.array(z.url()).default([]),
  chart: z
    .strictObject({
      type: z.enum(['bar', 'stacked-bar', 'line', 'timeline']),
      category: identifier.optional(),
      value: identifier.optional(),
      series: identifier.optional(),
      time: identifier.optional(),
    })
    .optional(),
  rows: condition.optional(),
  options: z
    .strictObject({
      'include-failed': z.strictObject({ rows: condition.optional() }).optional(),
      by: z.strictObject({ choices: z.array(identifier).min(1), default: identifier.optional() }).optional(),
      'own-host': z.strictObject({}).optional(),
    })
    .default({}),
  columns: z.array(z.union([identifier, describedColumn])).min(1),
  order: z
    .string()
    .regex(/^[a-z_][a-z0-9_]*( desc)?(, [a-z_][a-z0-9_]*( desc)?)*$/, "must be columns, each with or without ' desc'")
    .optional(),
  limit: z.int().positive().optional(),
  notes: z.array(z.strictObject({ when: condition, text: z.string().min(1) })).default([]),
});

const viewColumn = z.strictObject({
  name: identifier,
  type: z.enum([...columnType.options, 'boolean']),
  unit: z.string().optional(),
  description: z.string().min(1).optional(),
  sql: condition,
});

/** What `queries/<log-type>/view.yaml` may hold. */
export const viewSchema = z.strictObject({
  view: identifier,
  rows: condition.optional(),
  duplicates: z.strictObject({
    same: z.array(identifier).min(1),
    identified_by: identifier,
    keep: z.array(condition).default([]),
  }),
  summary_columns: z.array(describedColumn).default([]),
  layers: z.array(z.array(viewColumn).min(1)).min(1),
});

export type AnalysisDocument = z.input<typeof analysisSchema>;
export type ViewDocument = z.input<typeof viewSchema>;
