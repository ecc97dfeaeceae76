/** Why a file is never taken. Each reason is a stable word with advice a clerk can follow, in both languages. */
import type { Place } from '../../core/errors.ts';
import { PoisonError } from '../../core/errors.ts';

const reasons = {
  'empty-file': ['the file is empty; export it again and upload the new file', '文件为空，请重新导出后上传'],
  'unknown-format': [
    'the file is of no kind that can be read; send CSV, XLSX, XLS, ODS, DBF, XML, JSON, Parquet or fixed-width text',
    '无法识别的文件格式，请改用 CSV、XLSX、XLS、ODS、DBF、XML、JSON、Parquet 或定长文本上传',
  ],
  'type-mismatch': [
    'the content does not fit the file name extension; open the file in the program that made it and save it in the format its name says',
    '文件内容与扩展名不符，请用原程序打开并另存为扩展名所示的格式后再上传',
  ],
  'html-table': [
    'the file is a web page named as a workbook; open it in a spreadsheet program, save it as .xlsx and upload that',
    '文件实际是网页表格，只是扩展名为工作簿，请用表格软件打开并另存为 .xlsx 后上传',
  ],
  'old-workbook': [
    'the file is a workbook of Excel 2 to 4; open it in a spreadsheet program, save it as .xlsx and upload that',
    '文件是 Excel 2–4 的旧版工作簿，请用表格软件打开并另存为 .xlsx 后上传',
  ],
  encrypted: [
    'the file is protected by a password; remove the password and upload it again (the channel is encrypted)',
    '文件设有密码，请取消密码后重新上传（传输通道本身已加密）',
  ],
  macros: [
    'the workbook holds macros; save it as .xlsx without macros and upload that',
    '工作簿含有宏，请另存为不含宏的 .xlsx 后上传',
  ],
  'external-links': [
    'the workbook takes values from other files; break the links (Data, Edit links, Break link) and save it again',
    '工作簿引用了其他文件，请在“数据—编辑链接”中断开链接并保存后上传',
  ],
  'embedded-objects': [
    'the workbook holds embedded objects or controls; remove them and save it again',
    '工作簿含有嵌入对象或控件，请删除后保存并重新上传',
  ],
  dtd: [
    'the XML declares a document type; remove the DOCTYPE and upload it again',
    'XML 含有 DOCTYPE 声明，请删除后重新上传',
  ],
  'zip-bomb': [
    'the archive inflates far beyond its size, or holds archives in archives or too many entries; send the data file itself, or a ZIP of it alone',
    '压缩包膨胀过大、层层嵌套或条目过多，请直接上传数据文件，或只含数据文件的 ZIP',
  ],
  'zip-slip': [
    'the archive holds entries with unsafe or repeated names; pack the data file again with an ordinary ZIP program',
    '压缩包内含不安全或重复的文件名，请用普通压缩软件重新打包',
  ],
  truncated: [
    'the file is cut off; it was probably not copied completely: upload it again',
    '文件不完整，可能未完整复制，请重新上传',
  ],
  'too-many-columns': [
    'the table has too many columns; check the delimiter and the quotes, and remove stray cells far to the right',
    '列数过多，请检查分隔符和引号，并删除最右侧多余的单元格',
  ],
  'too-sparse': [
    'a few very wide records would blow the table up; remove the stray cells far to the right and upload it again',
    '个别记录过宽导致整表膨胀，请删除最右侧多余的单元格后重新上传',
  ],
  'cell-too-large': [
    'a cell is larger than 1 MiB; check the quotes and delimiters around it',
    '单元格内容超过 1 MiB，请检查其引号和分隔符',
  ],
  'record-too-large': [
    'a record is larger than 16 MiB; check that records end with line breaks',
    '单条记录超过 16 MiB，请检查记录是否以换行结束',
  ],
  'unclosed-quote': [
    'a quote opens and does not close; double the quotes inside cells, or remove the stray one',
    '引号未闭合，请将单元格内的引号写成两个，或删除多余的引号',
  ],
  'bad-encoding': [
    'the text is readable neither as UTF-8 nor as GB18030 nor as UTF-16; export it as UTF-8 and upload it again',
    '文本既不是 UTF-8，也不是 GB18030 或 UTF-16，请以 UTF-8 编码重新导出后上传',
  ],
  'too-large-for-format': [
    'the file is too large for its format; save it as CSV (or XLSX) and upload that',
    '文件对该格式而言过大，请另存为 CSV（或 XLSX）后上传',
  ],
  'malformed-workbook': [
    'the workbook is damaged; open it in a spreadsheet program, save it again and upload that',
    '工作簿已损坏，请用表格软件打开并重新保存后上传',
  ],
  'malformed-json': [
    'the JSON is not well formed, or holds no list of objects; send [{…}, …], {"key": [{…}, …]} or one object a line',
    'JSON 格式有误或其中没有对象列表，请按 [{…}, …]、{"key": [{…}, …]} 或每行一个对象的形式上传',
  ],
  'malformed-xml': [
    'the XML is not well formed, or holds no repeated row element; check it with the program that made it',
    'XML 格式有误或其中没有重复的行元素，请用生成它的程序检查',
  ],
  'malformed-dbf': ['the DBF header is damaged; export the table again', 'DBF 文件头已损坏，请重新导出'],
  'malformed-archive': [
    'the archive is damaged, or packed in a way that is not supported; pack it again as an ordinary ZIP or GZ',
    '压缩包已损坏或压缩方式不受支持，请重新打包为普通 ZIP 或 GZ',
  ],
  'malformed-parquet': ['the Parquet file is damaged; write it again', 'Parquet 文件已损坏，请重新生成'],
  'no-data-file': [
    'the archive holds no data file, or data files of several formats; pack data files of one format',
    '压缩包内没有数据文件，或含有多种格式，请只打包同一种格式的数据文件',
  ],
  'no-such-table': [
    'the table that was asked for is not in the file; survey the file again',
    '文件中没有所要的表，请重新检查文件',
  ],
} as const satisfies Record<string, readonly [en: string, zh: string]>;

export type RefusalReason = keyof typeof reasons;

/**
 * Makes the named refusal.
 * @param detail what was seen (a number, a limit, an entry's kind), never content of a cell
 */
export function refusal(reason: RefusalReason, place: Place = {}, detail = '', cause?: unknown): PoisonError {
  const [en, zh] = reasons[reason];
  const where = place.line === undefined ? '' : `line ${place.line}: `;
  const ort = place.line === undefined ? '' : `第 ${place.line} 行：`;
  const more = detail === '' ? '' : ` (${detail})`;
  const code = reason === 'html-table' ? 'type-mismatch' : reason;
  return new PoisonError(code, `${where}${en}${more}`, `${ort}${zh}${more}`, { place, cause });
}
