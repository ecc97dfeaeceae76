/** Records of questions to departments' stores, of what came back, and of what they have left to give. */
import { questionSchema } from '../../../schemas/question.ts';
import { budgetSchema, resultSchema } from '../../../schemas/result.ts';
import { kind } from '../records.ts';

export const questions = kind({
  name: 'question',
  key: (id: string) => `question/${id}`,
  schema: questionSchema,
  indexes: (question) => ({
    owner: [`questions-of/${question.spec.resource}`, question.id],
    topic: ['questions', question.id],
  }),
});

export const results = kind({
  name: 'result',
  key: (question: string, version: number, period: string) => `result/${question}/${version}/${period}`,
  schema: resultSchema,
  indexes: (result) => ({ owner: [`results/${result.receiver}`, `${result.receivedAt}/${result.id}`] }),
});

/** What a store last said of its budget for a resource. */
export const budgets = kind({
  name: 'budget',
  key: (department: string, resource: string) => `budget/${department}/${resource}`,
  schema: budgetSchema,
  indexes: (budget) => ({ topic: ['budgets', `${budget.department}/${budget.resource}`] }),
});
