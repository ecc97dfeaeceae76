/** Columns of the standard's two sheets, in its order; behind them those that this platform adds. */
export const sheetNames = { resources: '信息资源', items: '信息项', more: '平台扩展' } as const;

export const resourceColumns = {
  category: '类',
  group: '项',
  kind: '目',
  subKind: '细目',
  name: '信息资源名称',
  standardCode: '信息资源代码',
  provider: '信息资源提供方',
  providerCode: '信息资源提供方代码',
  summary: '信息资源摘要',
  formats: '信息资源格式',
  grade: '共享类型',
  condition: '共享条件',
  ways: '共享方式',
  open: '是否向社会开放',
  openCondition: '开放条件',
  cycle: '更新周期',
  publishedOn: '发布日期',
  related: '关联资源代码',
  code: '平台代码',
  nameEn: '英文名称',
  departments: '平台部门代码',
  platformCycle: '平台更新周期',
  mode: '更新方式',
  version: '版本',
} as const;

export const itemColumns = {
  resource: '平台代码',
  standardCode: '信息资源代码',
  resourceName: '信息资源名称',
  name: '信息项名称',
  type: '数据类型',
  length: '数据长度',
  grade: '共享类型',
  code: '信息项代码',
  scale: '小数位数',
  unit: '计量单位',
  key: '键',
  required: '必填',
  sensitivity: '敏感度',
  identifier: '标识类型',
  desensitise: '脱敏方式',
  synonyms: '同义列名',
  note: '说明',
  ownGrade: '自定共享类型',
} as const;

/** What the columns cannot hold, as JSON in pieces that fit a cell. */
export const moreColumns = { resource: '平台代码', item: '信息项代码', piece: '序号', json: '内容' } as const;

export const typeNames = {
  text: '字符型',
  integer: '整数型',
  decimal: '数值型',
  date: '日期型',
  month: '年月型',
} as const;
