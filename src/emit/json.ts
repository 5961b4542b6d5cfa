import * as z from 'zod';
import { inertJson } from '../model/display.ts';

/**
 * A value as JSON text, two spaces, with a newline at its end. Keys stand in the order of the
 * schema and the keys of records by code unit, so that equal values give equal bytes.
 */
export function jsonText(schema: z.ZodType, value: unknown): string {
  return `${inertJson(JSON.stringify(inOrder(schema, value), null, 2))}\n`;
}

function inOrder(schema: z.core.$ZodType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    return inOrder(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((item) => inOrder(schema.element, item));
  }
  const record = value as Record<string, unknown>;
  if (schema instanceof z.ZodRecord) {
    const keys = Object.keys(record).sort();
    return Object.fromEntries(keys.map((key) => [key, inOrder(schema.valueType, record[key])]));
  }
  if (schema instanceof z.ZodObject) {
    const keys = Object.keys(schema.shape).filter((key) => record[key] !== undefined);
    return Object.fromEntries(keys.map((key) => [key, inOrder(schema.shape[key], record[key])]));
  }
  return value;
}
