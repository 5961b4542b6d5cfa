import * as z from 'zod';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A question about facts. `fact` is a fact path; inside `where` it is a field of the list's element. */
export type Condition =
  | { fact: string; is: string | number | boolean | null }
  | { fact: string; in: (string | number | boolean | null)[] }
  | { fact: string; matches: string }
  | { fact: string; atLeast: number }
  | { fact: string; known: boolean }
  | { some: string; where: Condition }
  | { all: Condition[] }
  | { either: Condition[] }
  | { not: Condition };

export const Condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ fact: z.string(), is: scalar }),
    z.strictObject({ fact: z.string(), in: z.array(scalar).min(1) }),
    z.strictObject({
      fact: z.string(),
      matches: z.string().describe('Regular expression, case-insensitive.'),
    }),
    z.strictObject({ fact: z.string(), atLeast: z.number() }),
    z.strictObject({ fact: z.string(), known: z.boolean() }),
    z.strictObject({ some: z.string().describe('A list of Facts.'), where: Condition }),
    z.strictObject({ all: z.array(Condition).min(1) }),
    z.strictObject({ either: z.array(Condition).min(1) }),
    z.strictObject({ not: Condition }),
  ]),
);

/** What a machine is: signals that speak for or against it, and the modules it calls for. */
export const Profile = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  title: z.string(),
  description: z.string(),
  encryption: z
    .enum(['luks', 'ask'])
    .describe('What happens without an answer: LUKS, or exit 3 with the question.'),
  needsSshKeys: z.boolean().describe('Nobody could log in without one.'),
  narrows: z
    .string()
    .optional()
    .describe(
      'A profile that this one is a special case of: where this one fits, that one steps back.',
    ),
  highNeeds: Condition.optional().describe(
    'Without it nobody is sure: the confidence is medium at most, whatever the score.',
  ),
  modules: z.array(z.strictObject({ module: z.string(), reason: z.string() })),
  signals: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z][a-z0-9-]*$/),
      weight: z.int(),
      text: z.string(),
      when: Condition,
    }),
  ),
});
export type Profile = z.infer<typeof Profile>;
