import type { Evaluation } from './run-events.ts';

/** What became of the images of one class, and what was taken for it. */
export interface ClassResult {
  readonly index: number;
  /** Of the class, and those of them that were taken for it. */
  readonly images: number;
  readonly correct: number;
  /** Images of any class that were taken for it. */
  readonly predicted: number;
  /** Recall and precision; null where there is no image to tell it by. */
  readonly accuracy: number | null;
  readonly precision: number | null;
  /** The class that its images were most often mistaken for; null where there was no mistake. */
  readonly mistake: { readonly index: number; readonly images: number } | null;
}

/** Class by class, from a confusion matrix: rows are true classes, columns predicted ones. */
export function classResults(confusion: Evaluation['confusion']): readonly ClassResult[] {
  return confusion.map((row, index) => {
    const images = row.reduce((sum, n) => sum + n, 0);
    const predicted = confusion.reduce((sum, other) => sum + other[index]!, 0);
    const correct = row[index]!;
    const [worst] = row
      .map((n, to) => ({ index: to, images: to === index ? 0 : n }))
      .sort((a, b) => b.images - a.images);
    return {
      index,
      images,
      correct,
      predicted,
      accuracy: images === 0 ? null : correct / images,
      // Of a class without images nothing can be said: what was taken for it is wrong because there are none.
      precision: images === 0 || predicted === 0 ? null : correct / predicted,
      mistake: worst && worst.images > 0 ? worst : null,
    };
  });
}
