/** The browsable description: Swagger UI from its npm package, nothing from elsewhere. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ApiContext, ApiHome } from './home.ts';
import { noSuchRoute } from './problem.ts';

/** Addresses are relative, so the page works behind any prefix. */
export const docsPage = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>税源接口文档 / Shuiyuan API</title>
<link rel="icon" href="docs/favicon-32x32.png">
<link rel="stylesheet" href="docs/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

const startScript = `window.ui = SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  displayOperationId: false,
});
`;

export const docsHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

const mediaTypes: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const folderOf = (home: ApiHome): string =>
  home.docsFolder ?? dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** Only the files that are named here. @throws NotFound for any other */
export async function docsFile(c: ApiContext, home: ApiHome): Promise<Response> {
  const name = c.req.param('file') ?? '';
  if (name === 'start.js')
    return c.body(startScript, 200, { 'content-type': 'text/javascript; charset=utf-8' });
  const type = Object.hasOwn(mediaTypes, name) ? mediaTypes[name] : undefined;
  if (type === undefined) return noSuchRoute();
  const bytes = await readFile(join(folderOf(home), name));
  return c.body(bytes, 200, { 'content-type': type, 'cache-control': 'public, max-age=86400' });
}
