/** Whether a number can be one at all: its check character, and for identity numbers the date in it. */

const residentWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const residentChecks = '10X98765432';
/** First two digits of a region: provinces, and Hong Kong, Macau and Taiwan. */
const provinces = /^(1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])/;

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** 18 characters with their check character (GB 11643), or the old 15 digits. */
export function isResidentId(text: string): boolean {
  if (!provinces.test(text)) return false;
  if (/^\d{15}$/.test(text))
    return isDate(1900 + Number(text.slice(6, 8)), Number(text.slice(8, 10)), Number(text.slice(10, 12)));
  if (!/^\d{17}[0-9X]$/.test(text)) return false;
  const sum = residentWeights.reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  if (residentChecks[sum % 11] !== text[17]) return false;
  return isDate(Number(text.slice(6, 10)), Number(text.slice(10, 12)), Number(text.slice(12, 14)));
}

/** The check of bank cards. */
export function isLuhn(text: string): boolean {
  const sum = [...text].reverse().reduce((total, character, at) => {
    const digit = Number(character) * (at % 2 === 1 ? 2 : 1);
    return total + (digit > 9 ? digit - 9 : digit);
  }, 0);
  return sum % 10 === 0;
}
