/** Failures that only exist at this boundary. */
import { ShuiyuanError } from '../../layers/core/errors.ts';
import { describeFlaw, type Flaw } from '../../layers/core/realtime/check-record.ts';
import { largestBody } from './home.ts';

export class BodyTooLarge extends ShuiyuanError {
  override readonly code = 'body-too-large';
  override readonly status = 413;

  constructor() {
    super(
      `the body is over ${largestBody} bytes; files go to the signed address of a ticket, not through the API`,
      `请求正文超过 ${largestBody} 字节；文件请按凭证的签名地址上传，不经本接口`,
    );
  }
}

export class KeyReused extends ShuiyuanError {
  override readonly code = 'idempotency-key-reused';
  override readonly status = 422;

  constructor() {
    super(
      'this idempotency key was used with another body; take a new key for a new request',
      '该幂等键已用于内容不同的请求，新请求请使用新键',
    );
  }
}

export interface FieldProblem {
  readonly field: string;
  readonly en: string;
  readonly zh: string;
}

/** A path, query, header or body that does not fit its schema, field by field. */
export class InvalidFields extends ShuiyuanError {
  override readonly code = 'invalid-input';
  override readonly status = 400;
  readonly fields: readonly FieldProblem[];

  constructor(fields: readonly FieldProblem[]) {
    super(
      `correct ${fields.map(({ field, en }) => `${field}: ${en}`).join('; ')}`,
      `请改正：${fields.map(({ field, zh }) => `${field}：${zh}`).join('；')}`,
    );
    this.fields = fields;
  }
}

/** A record that does not fit its resource, item by item: each flaw is named by JSON pointer (RFC 6901). */
export class InvalidRecord extends ShuiyuanError {
  override readonly code = 'invalid-record';
  override readonly status = 422;
  readonly flaws: readonly Flaw[];

  constructor(flaws: readonly Flaw[]) {
    const said = (language: 'zh' | 'en') =>
      flaws.map(({ pointer, rule }) => `${pointer || '/'} ${describeFlaw(rule)[language]}`);
    super(
      `correct ${said('en').join('; ')}, and send the record again`,
      `请改正后重新发送：${said('zh').join('；')}`,
    );
    this.flaws = flaws;
  }
}

/** What the framework refuses: a body that is not JSON, a media type nobody reads. */
export class Unreadable extends ShuiyuanError {
  override readonly code: string;
  override readonly status: number;

  constructor(status: number) {
    super(
      status === 415
        ? 'this media type is not read here; see the description of the route'
        : 'the request cannot be read; send well-formed JSON as application/json',
      status === 415
        ? '不支持该媒体类型，请查看接口说明'
        : '请求无法解析，请以 application/json 发送格式正确的 JSON',
    );
    this.code = status === 415 ? 'unsupported-media-type' : 'unreadable';
    this.status = status;
  }
}

/** A programming error: an answer was about to leave without a decision. Nothing leaves. */
export class Undecided extends Error {
  constructor(route: string) {
    super(`no decision was made for ${route}`);
    this.name = 'Undecided';
  }
}
