import { randomBytes, randomUUID } from 'node:crypto';

export const newUuid = (): string => randomUUID();

/** 16 capital hexadecimal digits, as S3's request ids. */
export const newRequestId = (): string => randomBytes(8).toString('hex').toUpperCase();
