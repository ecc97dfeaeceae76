/** The one style sheet of the identity pages. */
export const style = `
:root { color-scheme: light dark; --ink: #12324a; --soft: #547083; --paper: #eef4f7; --card: #fff; --water: #0b6e7d;
  --line: #c9d8e0; --bad: #a3231f; --bad-paper: #fdeeed; --good: #17613d; --good-paper: #e9f6ef; }
@media (prefers-color-scheme: dark) { :root { --ink: #e3eef3; --soft: #9db3bf; --paper: #0d1b24; --card: #142833;
  --water: #4cc2d1; --line: #31505f; --bad: #ffb4ae; --bad-paper: #3b1a1a; --good: #9fe0bd; --good-paper: #12301f; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: clamp(.75rem, 3vw, 2.5rem);
  background: var(--paper); color: var(--ink); line-height: 1.6; font-family: system-ui, -apple-system, "Segoe UI",
  "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei",
  sans-serif; }
main { width: min(30rem, 100%); background: var(--card); border-radius: .9rem; padding: clamp(1.25rem, 5vw, 2.25rem);
  border-top: .3rem solid var(--water); box-shadow: 0 .8rem 2.5rem rgb(10 40 60 / .1); }
main:has(.wide) { width: min(46rem, 100%); }
header { display: flex; align-items: center; gap: .6rem; color: var(--water); margin-bottom: 1.2rem; }
header strong { font-size: 1.25rem; letter-spacing: .12em; color: var(--ink); margin-right: .4rem; }
h1 { font-size: 1.45rem; line-height: 1.3; margin: 0 0 1rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; padding-top: 1.4rem; border-top: 1px solid var(--line); }
p { margin: .6rem 0; }
.en { color: var(--soft); font-size: .86em; font-weight: 400; letter-spacing: normal; }
.line { display: block; }
form { display: grid; gap: 1rem; margin: 1rem 0; }
label { display: block; font-weight: 600; } label input { margin-top: .35rem; }
input { font: inherit; color: inherit; background: transparent; width: 100%; min-height: 2.9rem; padding: .5rem .8rem;
  border: 1px solid var(--line); border-radius: .5rem; }
input[inputmode=numeric], input[name=user_code] { font-size: 1.3rem; letter-spacing: .2em; }
button, a.button { font: inherit; font-weight: 600; min-height: 2.9rem; padding: .5rem 1.1rem; border-radius: .5rem;
  cursor: pointer; border: 1px solid var(--water); background: var(--water); color: var(--card); text-align: center;
  text-decoration: none; display: inline-block; }
button .en, a.button .en { color: inherit; opacity: .85; }
button.plain { background: transparent; color: var(--water); }
button.small { min-height: 2.2rem; padding: .2rem .7rem; font-size: .9rem; }
button[disabled] { opacity: .55; cursor: default; }
:focus-visible { outline: 3px solid color-mix(in srgb, var(--water) 60%, transparent); outline-offset: 2px; }
.bad, .good { padding: .7rem .9rem; border-radius: .5rem; }
.bad { background: var(--bad-paper); color: var(--bad); } .good { background: var(--good-paper); color: var(--good); }
.bad .en, .good .en { color: inherit; }
.or { display: flex; align-items: center; gap: .8rem; color: var(--soft); margin: 1.2rem 0; font-size: .9rem; }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.qr { display: block; width: min(15rem, 100%); margin: 1rem auto; background: #fff; padding: .6rem; border-radius: .6rem; }
code { font-family: ui-monospace, "Cascadia Mono", Consolas, monospace; overflow-wrap: anywhere; }
.big { font-size: 1.8rem; letter-spacing: .12em; display: block; text-align: center; margin: .8rem 0; }
ul.codes { list-style: none; padding: .9rem; margin: 1rem 0; display: grid; gap: .4rem .8rem; border-radius: .6rem;
  grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); background: var(--paper); font-size: 1.05rem; }
ul.rows { list-style: none; padding: 0; margin: .6rem 0; }
ul.rows li { display: flex; gap: .6rem 1rem; align-items: center; flex-wrap: wrap; padding: .7rem 0;
  border-bottom: 1px solid var(--line); }
ul.rows li > div { flex: 1 1 14rem; min-width: 0; overflow-wrap: anywhere; }
ul.rows form, form.row { display: flex; gap: .5rem; flex-wrap: wrap; margin: .5rem 0; }
ul.rows form { margin: 0; } ul.rows input { width: 11rem; min-height: 2.2rem; padding: .2rem .6rem; font-size: .9rem; }
main > button, main > a.button { margin: .4rem .4rem .4rem 0; }
form.row input { flex: 1 1 10rem; width: auto; }
details { margin: .8rem 0; } summary { cursor: pointer; color: var(--water); }
[hidden] { display: none !important; }
`;
