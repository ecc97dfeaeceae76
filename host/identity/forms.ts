/** What comes from a page's form: from our own pages only, small, and text. */
import type { Context } from 'hono';
import { Forbidden } from '../../layers/core/errors.ts';

const mostBytes = 64 * 1024;

/**
 * A form or a script of another site cannot act for somebody who is signed in: browsers name the page's origin with
 * every POST, and it has to be ours.
 * @throws Forbidden
 */
export function checkOrigin(c: Context, issuer: string): void {
  if (c.req.header('origin') === new URL(issuer).origin) return;
  throw new Forbidden(
    'this form was not sent from its own page; open the page again',
    '该表单并非从本平台页面提交，请重新打开页面',
  );
}

/** The fields of a form, as text. */
export async function readForm(c: Context): Promise<(name: string) => string> {
  if (Number(c.req.header('content-length') ?? 0) > mostBytes) return () => '';
  const form = await c.req.parseBody();
  return (name) => {
    const value = form[name];
    return typeof value === 'string' ? value : '';
  };
}

/** Names are typed with capitals and blanks; one account is meant. */
export const accountTyped = (text: string): string => text.trim().toLowerCase().slice(0, 64);
