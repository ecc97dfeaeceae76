/** Looks for malware in what is passed on as it is. No answer delays, and alarms; it never lets through. */

export type ScanVerdict =
  | { readonly state: 'clean'; readonly engine: string }
  | { readonly state: 'infected'; readonly engine: string; readonly threat: string }
  /** Asked, not answered yet; or nobody to ask; or over the scanner's size limit. */
  | { readonly state: 'waiting'; readonly why: string };

export interface Scanner {
  scan(object: { readonly key: string; readonly size: number }): Promise<ScanVerdict>;
}
