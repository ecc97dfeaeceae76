/**
 * Nothing the platform says repeats a value that names a person: answers and their headers, problems, reasons of
 * quarantine, questions about columns, refused rows, receipts, notices and logs. It is asked with such values
 * wherever a caller can put one.
 */
import type { BatchView } from '../../schemas/api-answers.ts';
import { xlsx } from '../unit/decode/fixtures.ts';
import { sha256 } from './files.ts';
import { findClear } from './find-clear.ts';
import { type Home, until } from './home.ts';
import { expectErased } from './stored-bytes.ts';
import { slow } from './under-test.ts';

const people = ['110105199003074616', '440305198511230024'] as const;
const [person, other] = people;
const card = '6222021234567890128';
const phone = '13912345678';
/** Old numbers of 15 digits are looked for too. */
const old = '110105491231002';
const clear = [...people, card, phone, old];

const header = '身份证号,姓名,性别,出生日期,户号,与户主关系,状态';
const row = (...cells: readonly string[]) => cells.join(',');
const lines = (...all: readonly string[]) => `${all.join('\n')}\n`;

interface Hostile {
  readonly name: string;
  readonly bytes: string | Uint8Array;
  readonly becomes: BatchView['state'];
}

const cells = (values: readonly string[]) =>
  `<row>${values.map((value) => `<c t="inlineStr"><is><t>${value}</t></is></c>`).join('')}</row>`;

function workbook(sheet: string, ...rows: readonly (readonly string[])[]): Uint8Array {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return xlsx(rows.map(cells).join(''), {
    'xl/workbook.xml': `<workbook xmlns:r="${office}"><sheets><sheet name="${sheet}" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  });
}

const good = row(person, '欧阳雪琴', '女', '1990-03-07', 'H1', '户主', '正常');

const files: readonly Hostile[] = [
  {
    name: `${person}.csv`,
    becomes: 'committed',
    bytes: lines(
      header,
      good,
      // All in order, but for a person's number that stands for a household's.
      row('52010219720304111' + '2', '赵六', '男', '1972-03-04', other, '户主', '正常'),
      // A column too many, one too few, and numbers where they do not belong.
      row(other, '王五', person, '1985-11-23', card, phone, other),
      row('王五', other, '男', '1985-11-23', old, '户主', '正常'),
      row('不详', person, '男', other, 'H3', `户主${phone}`, '正常', other),
      row('12345', '李四', '男', phone, 'H4'),
    ),
  },
  {
    name: `名单（${phone}）.csv`,
    becomes: 'committed',
    bytes: lines(`${header},${other},备注 ${phone}`, row(good, other, card)),
  },
  {
    name: '没有表头.csv',
    becomes: 'quarantined',
    bytes: lines(row(person, '欧阳雪琴', '女'), row(other, '王五', '男')),
  },
  {
    name: '表头像数据.csv',
    becomes: 'quarantined',
    bytes: lines(`编号 ${person},称谓 ${phone},类别`, row(person, '欧阳雪琴', '女')),
  },
  {
    name: '待确认.csv',
    becomes: 'asks',
    bytes: lines(`公民身份证件号码 ${other},姓名,性别,联系 ${phone}`, row(person, '欧阳雪琴', '女', phone)),
  },
  {
    name: `${card}.xlsx`,
    becomes: 'committed',
    bytes: workbook(`户主 ${person}`, header.split(','), good.split(','), [other, '', other, phone, card]),
  },
  { name: '坏.json', becomes: 'quarantined', bytes: `[{"身份证号": "${person}", ${other}` },
  { name: '坏.xml', becomes: 'quarantined', bytes: `<人口><人><号>${person}</号></${other}></人口>` },
  { name: '坏.csv', becomes: 'quarantined', bytes: `${header}\n"${person},${other}\n` },
  { name: '坏.xlsx', becomes: 'quarantined', bytes: `${person} ${other} is no workbook` },
];

/** Collects whatever a home answers, by what it was asked. */
class Answers {
  readonly all = new Map<string, Buffer>();
  readonly #home: Home;
  readonly #token: string;

  constructor(home: Home, token: string) {
    this.#home = home;
    this.#token = token;
  }

  async ask(path: string, init: RequestInit = {}, as = this.#token): Promise<Response> {
    const headers = { authorization: `Bearer ${as}`, 'content-type': 'application/json', ...init.headers };
    const response = await fetch(`${this.#home.url}/api/v1${path}`, { ...init, headers });
    const text = await response.clone().text();
    const said = `${JSON.stringify([...response.headers])}\n${text}`;
    this.all.set(`${this.all.size} ${init.method ?? 'GET'} ${path}: ${response.status}`, Buffer.from(said));
    return response;
  }

  post = (path: string, body: unknown) =>
    this.ask(path, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

  /** As someone does who has nothing but HTTP. */
  async upload({ name, bytes }: Pick<Hostile, 'name' | 'bytes'>, more: object = {}): Promise<string> {
    const body = Buffer.from(bytes);
    const wanted = { resource: 'POP', fileName: name, size: body.length, sha256: sha256(body), ...more };
    const issued = (await (await this.post('/tickets', wanted)).json()) as {
      ticket: { id: string };
      upload: { url: string; headers: Record<string, string> };
    };
    const { url, headers } = issued.upload;
    const put = await fetch(url, { method: 'PUT', headers, body });
    this.all.set(`put ${name}`, Buffer.from(await put.text()));
    return issued.ticket.id;
  }

  async settled(ticket: string, state: BatchView['state']): Promise<BatchView> {
    return until(`${state} of ${ticket}`, async () => {
      const seen = (await (await this.ask(`/tickets/${ticket}`)).json()) as { batch?: BatchView };
      if (seen.batch && seen.batch.state !== state && /committed|quarantined|asks/.test(seen.batch.state))
        throw new Error(`${seen.batch.state} ${JSON.stringify(seen.batch.reason)}`);
      return seen.batch?.state === state ? seen.batch : undefined;
    });
  }
}

/** Everything there is to see of a batch. */
async function lookAt(answers: Answers, { batch }: { batch: string }): Promise<void> {
  for (const path of ['', '/mapping', '/rejects', '/parcels', '/lineage/1', '/lineage/2', '/lineage/3'])
    await answers.ask(`/batches/${batch}${path}`);
  for (const format of ['csv', 'json', 'xlsx'])
    await answers.ask(`/batches/${batch}/rejects?format=${format}`);
  await answers.ask(`/ledger/receipts?record=batch/${batch}`);
}

/** Requests that no route understands, each with values in another place. */
async function askOddly(answers: Answers): Promise<void> {
  for (const route of ['batches', 'tickets', 'resources', 'reveals', 'grants', 'documents', 'users', 'x'])
    await answers.ask(`/${route}/${person}`);
  for (const query of [
    `pid=${person}`,
    `limit=${person}`,
    `after=${other}`,
    `filter=pid%3D${person}`,
    `${other}=1`,
  ])
    for (const path of [
      '/resources/POP/rows',
      '/batches',
      '/inbox',
      '/ledger/entries',
      '/notices',
      '/reveals',
    ])
      await answers.ask(`${path}?${query}`);
  await answers.ask(`/batches/${person}/lineage/${other}`);
  await answers.ask(`/resources/POP/rows?limit=5`, { headers: { 'idempotency-key': person } });
  await answers.post('/tickets', { resource: person, fileName: 'a.csv', size: 1, sha256: sha256('') });
  await answers.post('/tickets', {
    resource: 'POP',
    fileName: other,
    size: person,
    sha256: person,
    [card]: 1,
  });
  await answers.post('/tickets', {
    resource: 'POP',
    fileName: 'a.csv',
    size: 9,
    sha256: sha256(''),
    replaces: person,
  });
  await answers.post('/tickets', {
    resource: 'POP',
    fileName: 'a.csv',
    size: 9,
    sha256: sha256(''),
    period: person,
  });
  await answers.post('/tickets', `{"resource": "POP", ${person}`);
  await answers.post('/tokens', { resource: 'POP', item: person, values: [other] });
  await answers.post('/tokens', { resource: 'POP', item: 'pid', values: [{ [person]: other }] });
  await answers.post('/tokens', { resource: 'POP', item: 'pid', values: [phone, card, `${person}?`] });
  await answers.post('/reveals', {
    resource: 'POP',
    item: 'pid',
    token: person,
    caseReference: '案 1',
    reason: '核实',
  });
  await answers.post('/grants', {
    resource: 'POP',
    purpose: '核对',
    items: [person],
    filter: `pid = '${other}'`,
  });
  await answers.post('/subscriptions', { resource: 'POP', filter: `pid = '${person}'`, items: [other] });
}

/** A waiting batch, answered with values in place of items. */
async function answerOddly(answers: Answers, { batch }: { batch: string }): Promise<void> {
  for (const one of [
    { column: 0, item: person },
    { column: 99, item: other },
    { column: 0, item: 'pid', factor: phone },
  ])
    await answers.post(`/batches/${batch}/mapping`, { answers: [one] });
}

export function testNoValues(under: { home: Home }): void {
  test(
    'no answer, reason, question, receipt or log repeats a value that names a person, wherever it was put',
    async () => {
      const { home } = under;
      const answers = new Answers(home, home.tokens.departments.police as string);
      const waiting: string[] = [];
      for (const file of files) {
        const batch = await answers.settled(await answers.upload(file), file.becomes);
        await lookAt(answers, batch);
        if (file.becomes === 'asks') {
          await answerOddly(answers, batch);
          waiting.push(batch.batch);
        }
      }
      await askOddly(answers);
      for (const path of [
        '/batches?limit=100',
        '/notices',
        '/ledger/entries?limit=100',
        '/resources/POP/rows?limit=100',
      ])
        await answers.ask(path);
      await answers.ask('/ledger/entries?department=police&limit=500', {}, home.tokens.auditor);
      await answers.ask('/queues', {}, home.tokens.operator);
      expect(answers.all.size).toBeGreaterThan(100);
      expect(await findClear(answers.all, clear)).toEqual([]);
      for (const batch of waiting) await answers.post(`/batches/${batch}/withdraw`, { reason: '不再需要' });
      await home.letErase();
      await expectErased(home, clear);
    },
    3 * slow,
  );
}
