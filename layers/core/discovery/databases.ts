/** The databases of the lake, as people call them. */
const names: Readonly<Record<string, string>> = {
  raw: '原始库',
  base: '基础信息库',
  shared: '共享库',
  subject: '主题库',
  'subject-finance': '财政主题库',
  'subject-state-tax': '国税主题库',
  'subject-local-tax': '地税主题库',
  mart: '数据集市',
  results: '结果库',
};

export const databaseName = (database: string): string => names[database] ?? database;
