/** The page at /: that the platform runs, and where to go. */

const page = `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>税源 · Shuiyuan</title>
<style>
:root { color-scheme: light dark; --ink: #12324a; --soft: #5b7486; --paper: #f4f8fa; --card: #fff; --water: #0f7a8a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e3eef3; --soft: #93a9b5; --paper: #0d1b24; --card: #142833; --water: #4cc2d1; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 2rem; background: var(--paper);
  color: var(--ink); line-height: 1.65; font-family: system-ui, -apple-system, "Segoe UI", "PingFang SC",
  "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei", sans-serif; }
main { width: min(44rem, 100%); background: var(--card); border-radius: 1rem; padding: clamp(1.5rem, 5vw, 3rem);
  border-top: .35rem solid var(--water); box-shadow: 0 1rem 3rem rgb(10 40 60 / .12); }
h1 { margin: 0; font-size: 2.2rem; letter-spacing: .12em; }
h1 small { font-size: 1rem; font-weight: 400; letter-spacing: .04em; color: var(--soft); margin-left: .6rem; }
p { margin: .8rem 0; }
.en { color: var(--soft); font-size: .92rem; }
ul { list-style: none; padding: 0; margin: 1.5rem 0 0; display: grid; gap: .75rem; }
a { display: block; padding: .8rem 1rem; border: 1px solid color-mix(in srgb, var(--water) 35%, transparent);
  border-radius: .6rem; color: var(--ink); text-decoration: none; }
a:hover, a:focus-visible { border-color: var(--water); outline: 2px solid var(--water); outline-offset: 1px; }
a span { display: block; color: var(--soft); font-size: .88rem; }
code { font-family: ui-monospace, "Cascadia Mono", Consolas, monospace; font-size: .9em; }
</style>
</head>
<body>
<main>
<h1>税源 <small>Shuiyuan</small></h1>
<p>平台正在运行。各部门的数据由此交换、清洗、送达，每一步都记入台账。</p>
<p class="en">The platform is running. Departments' data is exchanged, cleaned and delivered here, and every step is entered in the ledger.</p>
<ul>
<li><a href="/open">开放数据 Open data<span>无需账号 · no account needed</span></a></li>
<li><a href="/api/v1/docs">接口文档 API documentation<span>可浏览、可试用 · browse and try</span></a></li>
<li><a href="/api/v1/openapi.json">接口描述 OpenAPI 3.1<span><code>/api/v1/openapi.json</code></span></a></li>
<li><a href="/api/v1/health">运行状态 Health<span><code>/api/v1/health</code></span></a></li>
</ul>
<p class="en">命令行 · command line: <code>npx shuiyuan help</code></p>
</main>
</body>
</html>
`;

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'x-content-type-options': 'nosniff',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** The page, or 404 for any other path. */
export function answerStatusPage(request: Request): Response {
  const { pathname } = new URL(request.url);
  if (pathname !== '/') return new Response('未找到 / not found\n', { status: 404, headers: plain });
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return new Response('GET\n', { status: 405, headers: { ...plain, allow: 'GET, HEAD' } });
  return new Response(request.method === 'HEAD' ? null : page, { headers });
}

const plain = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
