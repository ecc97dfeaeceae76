/** What the terminal says when the platform is up. */
import type { Ready } from './supervisor.ts';

/** A few lines: the address, where the credentials are (the first time), and what to try next. */
export function describeStart({
  url,
  credentials,
  isNew,
  departments,
  resources,
  offlineRoot,
}: Ready): string {
  const first = isNew
    ? [
        `凭据 credentials   ${credentials}`,
        '                   （仅本机当前用户可读 / readable by this account only）',
      ]
    : [];
  const root = offlineRoot
    ? [
        `根密钥 root key     ${offlineRoot}`,
        '                   （请移至离线保管 / take it offline: docs/certificates.md）',
      ]
    : [];
  return [
    '',
    `税源已启动 Shuiyuan is running: ${url}`,
    `接口文档 API docs   ${url}/api/v1/docs`,
    `部门 departments   ${departments.length}    信息资源 resources   ${resources}`,
    ...first,
    ...root,
    '下一步 next        npx shuiyuan resource list',
    '                   npx shuiyuan upload FILE --resource POWER --wait',
    '停止 stop          Ctrl-C',
    '',
  ].join('\n');
}
