/** Keeps trees so low that whoever walks them may do so by recursion. */
import type { Expression } from '../ast.ts';
import { notSupported } from '../refused.ts';
import type { Statement } from '../statement-nodes.ts';

/** Nodes on the way from the root to a leaf. */
const tallest = 1_000;

/** @param height at most so many operators hold one another: if they are few, nobody needs to look */
export function refuseTall(root: Statement | Expression, height: number): void {
  if (height < tallest / 2) return;
  const waiting: { readonly node: object; readonly height: number }[] = [{ node: root, height: 1 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { node, height } = next;
    if (height > tallest)
      throw notSupported(placeOfNode(node), {
        en: `a tree more than ${tallest} nodes tall`,
        zh: `高于 ${tallest} 层的表达式`,
      });
    for (const part of Object.values(node))
      if (typeof part === 'object' && part !== null)
        waiting.push({ node: part, height: Array.isArray(part) ? height : height + 1 });
  }
}

const placeOfNode = (node: object): number => ('at' in node && typeof node.at === 'number' ? node.at : 0);
