/** How words sound: every syllable with a capital at its beginning, as `YongDianLiang`, so that initials can be read off. */
import { pinyin } from 'pinyin-pro';

/** Longer texts are summaries: nobody types them by their sound. */
const longestSounded = 60;

/** Sounds of the words met so far; a catalog says the same words over and over. */
export class Sounds {
  readonly #known: Map<string, string>;

  constructor(known: Iterable<readonly [string, string]> = []) {
    this.#known = new Map(known);
  }

  /** Empty for what has no Chinese in it, or is too long. Anything else than Chinese is left out. */
  of(text: string): string {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const sound = text.length > longestSounded ? '' : soundOf(text);
    this.#known.set(text, sound);
    return sound;
  }

  get all(): ReadonlyMap<string, string> {
    return this.#known;
  }
}

function soundOf(text: string): string {
  const han = text.replace(/[^\u3400-\u9fff\uf900-\ufaff]/gu, '');
  if (han === '') return '';
  return pinyin(han, { toneType: 'none', type: 'array', v: true })
    .map((syllable) => `${syllable.charAt(0).toUpperCase()}${syllable.slice(1)}`)
    .join('');
}

export const initialsOf = (sound: string): string => sound.replace(/[^A-Z]/g, '').toLowerCase();
export const syllablesOf = (sound: string): string[] =>
  sound.match(/[A-Z][^A-Z]*/g)?.map((syllable) => syllable.toLowerCase()) ?? [];
