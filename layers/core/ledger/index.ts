/** The ledger (台账): every change of every record, chained, signed and checkable. */
export { type Anchor, allChains, exportAnchor } from './anchor.ts';
export { issueReceipt, type Receipt, verifyReceipt } from './receipt.ts';
export { sealChain, sealLedgers } from './seal.ts';
export { type Flaw, type Verified, verifyLedger } from './verify.ts';
