/** The value of an ODS cell as text. */
import { decimalText } from './workbook-values.ts';

/** `shown` is the text of the cell's paragraphs; typed values stand in attributes. */
export function odsCellText(attributes: Readonly<Record<string, string>>, shown: string): string {
  const value = attributes['office:value'];
  switch (attributes['office:value-type']) {
    case 'float':
    case 'currency':
    case 'percentage':
      return isError(shown) || value === undefined ? shown : decimalText(value);
    case 'date':
      return dateText(attributes['office:date-value'] ?? shown);
    case 'time':
      return timeText(attributes['office:time-value'] ?? shown);
    case 'boolean':
      return attributes['office:boolean-value'] === 'true' ? 'TRUE' : 'FALSE';
    default:
      return attributes['office:string-value'] ?? shown;
  }
}

function isError(shown: string): boolean {
  return /^#(N\/A|REF!|DIV\/0!|VALUE!|NAME\?|NUM!|NULL!)$/.test(shown);
}

function dateText(value: string): string {
  return value.replace(/T00:00:00(\.0+)?$/, '').replace('T', ' ');
}

/** `PT08H30M00S` is 08:30:00. */
function timeText(value: string): string {
  const found = /^PT(\d+)H(\d+)M(\d+)/.exec(value);
  return found === null
    ? value
    : found
        .slice(1)
        .map((part) => part.padStart(2, '0'))
        .join(':');
}
