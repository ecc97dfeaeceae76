/** What is found in free text and masked, and what stays readable. */
import { isLuhn, isResidentId } from '../../../layers/core/desensitise/check-digits.ts';
import { maskFreeText, suspiciousPattern } from '../../../layers/core/desensitise/free-text.ts';

test.each([
  ['身份证11010519491231002X。', '身份证110105********002X。', 'resident-id'],
  ['440524188001010014', '440524********0014', 'resident-id'],
  ['１１０１０５１９４９１２３１００２Ｘ', '110105********002X', 'resident-id'],
  ['旧号520102900101998', '旧号520102*****1998', 'resident-id'],
  ['卡号6222021234567890128,', '卡号6222***********0128,', 'bank-card'],
  ['请拨 138-1234-5678', '请拨 138****5678', 'phone'],
  ['+86 13812345678', '138****5678', 'phone'],
  ['车牌贵A12345', '车牌贵A****5', 'plate'],
  ['联系人：张三丰，在家', '联系人:张**,在家', 'name'],
  ['姓名:欧阳锋', '姓名:欧阳*', 'name'],
])('%s is masked', (text, masked, kind) => {
  expect(maskFreeText(text)).toEqual({ text: masked, found: { [kind]: 1 } });
  expect(text.normalize('NFKC')).toMatch(new RegExp(suspiciousPattern));
});

test.each([
  '贵阳市南明区中华南路1号5栋1203室',
  '合同编号2015030500012345',
  // The check characters do not fit.
  '110105194912310021',
  '6222021234567890123',
  // No such day.
  '110105194902300026',
  '联系人：办公室',
  '用电量12345678千瓦时',
  'VIN LSVAM4187C2184847',
  '91110000600037341L',
])('%s stays as it is', (text) => {
  expect(maskFreeText(text)).toEqual({ text, found: {} });
});

test('looks for identity numbers alone where it is told to', () => {
  const text = '13812345678 11010519491231002X';
  expect(maskFreeText(text, ['resident-id']).text).toBe('13812345678 110105********002X');
});

test('knows the check of identity numbers and cards', () => {
  expect(['11010519491231002X', '440524188001010014'].every(isResidentId)).toBe(true);
  expect(['110105194912310021', '990105194912310022', 'x'].some(isResidentId)).toBe(false);
  expect([isLuhn('79927398713'), isLuhn('79927398710')]).toEqual([true, false]);
});
