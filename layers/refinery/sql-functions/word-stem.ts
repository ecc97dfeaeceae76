/** The stem of an English word, by Porter's second algorithm as Snowball gives it. */

const whole: Readonly<Record<string, string>> = {
  skis: 'ski',
  skies: 'sky',
  dying: 'die',
  lying: 'lie',
  tying: 'tie',
  idly: 'idl',
  gently: 'gentl',
  ugly: 'ugli',
  early: 'earli',
  only: 'onli',
  singly: 'singl',
  ...Object.fromEntries(
    ['sky', 'news', 'howe', 'atlas', 'cosmos', 'bias', 'andes'].map((word) => [word, word]),
  ),
};

/** What is left as it is after its plural is gone. */
const settled = new Set([
  ...['inning', 'outing', 'canning', 'herring', 'earring', 'proceed', 'exceed', 'succeed'],
]);

const vowel = '[aeiouy]';
const hasVowel = (text: string): boolean => new RegExp(vowel).test(text);

/** Behind the first consonant after a vowel. */
function regionFrom(word: string, from: number): number {
  const found = new RegExp(`${vowel}[^aeiouy]`).exec(word.slice(from));
  return found ? from + found.index + 2 : word.length;
}

const beginnings = /^(gener|commun|arsen)/;

interface Regions {
  readonly first: number;
  readonly second: number;
}

function regionsOf(word: string): Regions {
  const special = beginnings.exec(word);
  const first = special ? special[0].length : regionFrom(word, 0);
  return { first, second: regionFrom(word, first) };
}

/** A consonant, a vowel, a consonant at the end; or a vowel and a consonant that are the whole word. */
const endsShort = (text: string): boolean =>
  /^[aeiouy][^aeiouy]$/.test(text) || /[^aeiouy][aeiouy][^aeiouywxY]$/.test(text);
const isShort = (word: string, { first }: Regions): boolean => first >= word.length && endsShort(word);

const cut = (word: string, ending: string): string => word.slice(0, word.length - ending.length);
const longest = (word: string, endings: readonly string[]): string | undefined =>
  endings.filter((ending) => word.endsWith(ending)).sort((a, b) => b.length - a.length)[0];

function plural(word: string): string {
  if (word.endsWith('sses')) return cut(word, 'es');
  if (/(ied|ies)$/.test(word)) return word.length > 4 ? cut(word, 'es') : cut(word, 's');
  if (/(us|ss)$/.test(word) || !word.endsWith('s')) return word;
  return hasVowel(word.slice(0, -2)) ? cut(word, 's') : word;
}

function past(word: string, regions: Regions): string {
  const ending = longest(word, ['eed', 'eedly', 'ed', 'edly', 'ing', 'ingly']);
  if (ending === undefined) return word;
  const rest = cut(word, ending);
  if (ending.startsWith('eed')) return rest.length >= regions.first ? `${rest}ee` : word;
  if (!hasVowel(rest)) return word;
  if (/(at|bl|iz)$/.test(rest)) return `${rest}e`;
  if (/(bb|dd|ff|gg|mm|nn|pp|rr|tt)$/.test(rest)) return rest.slice(0, -1);
  return isShort(rest, regions) ? `${rest}e` : rest;
}

const finalY = (word: string): string =>
  /[^aeiouy][yY]$/.test(word) && word.length > 2 ? `${word.slice(0, -1)}i` : word;

const longer: Readonly<Record<string, string>> = {
  tional: 'tion',
  enci: 'ence',
  anci: 'ance',
  abli: 'able',
  entli: 'ent',
  izer: 'ize',
  ization: 'ize',
  ational: 'ate',
  ation: 'ate',
  ator: 'ate',
  alism: 'al',
  aliti: 'al',
  alli: 'al',
  fulness: 'ful',
  ousli: 'ous',
  ousness: 'ous',
  iveness: 'ive',
  iviti: 'ive',
  biliti: 'ble',
  bli: 'ble',
  ogi: 'og',
  fulli: 'ful',
  lessli: 'less',
  li: '',
};

function derived(word: string, { first }: Regions): string {
  const ending = longest(word, Object.keys(longer));
  if (ending === undefined) return word;
  const rest = cut(word, ending);
  if (rest.length < first) return word;
  if (ending === 'ogi' && !rest.endsWith('l')) return word;
  if (ending === 'li' && !/[cdeghkmnrt]$/.test(rest)) return word;
  return rest + longer[ending];
}

const further: Readonly<Record<string, string>> = {
  tional: 'tion',
  ational: 'ate',
  alize: 'al',
  icate: 'ic',
  iciti: 'ic',
  ical: 'ic',
  ful: '',
  ness: '',
  ative: '',
};

function derivedAgain(word: string, { first, second }: Regions): string {
  const ending = longest(word, Object.keys(further));
  if (ending === undefined) return word;
  const rest = cut(word, ending);
  if (rest.length < first || (ending === 'ative' && rest.length < second)) return word;
  return rest + further[ending];
}

const suffixes = [
  ...['al', 'ance', 'ence', 'er', 'ic', 'able', 'ible', 'ant', 'ement', 'ment', 'ent', 'ism', 'ate', 'iti'],
  ...['ous', 'ive', 'ize', 'ion'],
];

function bare(word: string, { second }: Regions): string {
  const ending = longest(word, suffixes);
  if (ending === undefined) return word;
  const rest = cut(word, ending);
  if (rest.length < second || (ending === 'ion' && !/[st]$/.test(rest))) return word;
  return rest;
}

function finalE(word: string, { first, second }: Regions): string {
  const rest = word.slice(0, -1);
  if (word.endsWith('e') && (rest.length >= second || (rest.length >= first && !endsShort(rest))))
    return rest;
  return word.endsWith('ll') && rest.length >= second ? rest : word;
}

/** Is marked as Y while the steps go on. */
const consonantY = /^'?y|[aeiouy]y/;

/** Letters other than those from a to z, capitals among them, are neither vowels nor any ending's. */
export function stemOf(word: string): string {
  const known = whole[word];
  if (known !== undefined) return known;
  if (word.length < 3) return word;
  const marked = word
    .replace(/^'/, '')
    .replace(/^y/, 'Y')
    .replace(/([aeiouy])y/g, '$1Y');
  const regions = regionsOf(marked);
  const singular = plural(marked.replace(/('s'|'s|')$/, ''));
  if (settled.has(singular)) return singular;
  const steps = [past, (one: string) => finalY(one), derived, derivedAgain, bare, finalE];
  const stem = steps.reduce((one, step) => step(one, regions), singular);
  return consonantY.test(word) ? stem.replaceAll('Y', 'y') : stem;
}
