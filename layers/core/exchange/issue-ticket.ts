/** Gives a department leave to upload one object: exact size, exact digest, minutes. */
import { type Ticket, ticketSchema } from '../../../schemas/records.ts';
import type { Resource } from '../../../schemas/resource.ts';
import { mustTakeFiles } from '../catalog/in-force.ts';
import { isDesensitised } from '../desensitise/desensitised-form.ts';
import { maskFreeText } from '../desensitise/free-text.ts';
import { Forbidden, InvalidInput, Refused } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { SignedRequest } from '../ports/object-store.ts';
import { absent, tickets } from '../records.ts';
import { Transaction } from '../transaction.ts';
import { keepsClearText } from './batch-state.ts';
import { dropKey } from './drop-zone.ts';
import { currentPeriod } from './period.ts';
import { reserveQuota } from './reserve-quota.ts';

export interface TicketRequest {
  readonly department: string;
  readonly actor: string;
  readonly resource: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
  /** Hex SHA-256 of the file, or `composite:<hex>-<parts>` of a multipart upload. */
  readonly sha256: string;
  readonly period?: string;
  readonly coverage?: 'full' | 'increment';
  /** The batch this upload is to replace. */
  readonly replaces?: string;
  readonly multipart?: boolean;
  /** The file was desensitised before, under this version of the description. */
  readonly desensitised?: number;
  /** The platform is asked to keep it as it is. */
  readonly clear?: boolean;
}

export interface TicketIssued {
  readonly ticket: Ticket;
  /** Single put: the request to make. Multipart uploads sign each part. */
  readonly upload?: SignedRequest;
}

export const issueTicket =
  (ports: Ports) =>
  async (request: TicketRequest): Promise<TicketIssued> => {
    const { clock, ids, objects, multipart, records, settings } = ports;
    const definition = await mustTakeFiles(records, request.resource);
    if (!definition.departments.includes(request.department))
      throw new Forbidden(
        `${request.department} does not provide ${request.resource}; it is provided by ${definition.departments.join(', ')}`,
        `${request.department} 不是 ${request.resource} 的提供部门；提供部门为 ${definition.departments.join('、')}`,
      );
    if (definition.grade === 3) throw staysAtHome(request.resource);
    checkGrade(request, definition);
    checkSize(request, settings);
    await reserveQuota(ports, request.department, request.size);
    await ports.probe.at('issue-ticket: quota reserved');
    const now = clock.now();
    const id = ids.next();
    const place = { department: request.department, resource: request.resource, ticket: id };
    const key = dropKey(isKeptAsSent(definition) ? 'drop' : 'zone', place);
    const upload = request.multipart ? (await multipart.begin(key)).upload : undefined;
    const expires = new Date(now.getTime() + settings.ticketMinutes * 60_000);
    const ticket = ticketSchema.parse({
      id,
      department: request.department,
      resource: request.resource,
      period: request.period ?? currentPeriod(definition, now),
      coverage: request.coverage ?? (definition.mode.startsWith('full') ? 'full' : 'increment'),
      // A name of a file may name a person too.
      fileName: isDesensitised(definition) ? maskFreeText(request.fileName).text : request.fileName,
      size: request.size,
      sha256: request.sha256,
      key,
      upload,
      replaces: request.replaces,
      desensitised: request.desensitised,
      issuedBy: request.actor,
      issuedAt: now.toISOString(),
      expires: expires.toISOString(),
      stage: 'issued',
    });
    await ports.probe.at('issue-ticket: ticket drawn up');
    const act = { step: 'issue-ticket', department: request.department, actor: request.actor };
    await new Transaction(ports, act)
      .put(tickets, absent(tickets.key(id)), ticket, {
        action: 'ticket issued',
        digest: request.sha256,
        detail: { resource: request.resource, size: request.size },
      })
      .commit();
    if (request.multipart) return { ticket };
    const grant = { key, size: request.size, sha256: request.sha256, expires };
    return { ticket, upload: await objects.signUpload(grant) };
  };

/** Scans are passed on as they are, and rows of the first grade are led back to their file: both may be read again. */
const isKeptAsSent = (resource: Resource): boolean =>
  resource.kind === 'unstructured' || keepsClearText(resource);

/** What has to be desensitised is, before it is collected: by the department itself, or in its own drop zone. */
function checkGrade({ clear, desensitised }: TicketRequest, resource: Resource): void {
  const { code, version } = resource;
  if (clear && isDesensitised(resource))
    throw new Refused(
      'not-desensitised',
      `${code} is desensitised before it is collected and is not kept clear; upload it with the command line, which desensitises first, or leave "clear" out and it is done in your drop zone`,
      `${code} 须在采集前脱敏，平台不保存原文；请用命令行上传（先在本机脱敏），或去掉 clear，由平台在本部门前置区内脱敏后删除`,
    );
  if (desensitised !== undefined && desensitised !== version)
    throw new Refused(
      'stale-description',
      `the file was desensitised by version ${desensitised} of ${code}; version ${version} is in force, desensitise it again`,
      `文件按 ${code} 第 ${desensitised} 版说明脱敏，现行为第 ${version} 版，请重新脱敏`,
    );
}

function checkSize(request: TicketRequest, settings: Ports['settings']): void {
  const limit = request.multipart ? settings.uploadBytes : settings.singlePutBytes;
  if (request.size <= limit) return;
  throw new InvalidInput(
    request.multipart
      ? `the file has ${request.size} bytes, more than the ${limit} allowed; send it in several files`
      : `the file has ${request.size} bytes, more than the ${limit} of one put; upload it in parts`,
    request.multipart
      ? `文件共 ${request.size} 字节，超过上限 ${limit} 字节，请拆分后上传`
      : `文件共 ${request.size} 字节，超过单次上传上限 ${limit} 字节，请分段上传`,
  );
}

const staysAtHome = (resource: string): Refused =>
  new Refused(
    'stays-at-home',
    `${resource} is of grade 3 and is not uploaded: keep it in your department's own store (shuiyuan store load), where approved questions run`,
    `${resource} 为不予共享（3 级），不得上传：请载入本部门数据仓（shuiyuan store load），经批准的查询在那里执行`,
  );
