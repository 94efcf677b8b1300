import type { DataSetFacts } from '../../data/data-set.ts';
import { partsText } from '../../settings/data.ts';
import type { DataFound } from '../runs-protocol.ts';

/** What a data set was found to be: its form, its classes with the images that each part has of them. */
export function dataFound({ name, shape, counts, classes, balance, form, layout, heldOut }: DataSetFacts): DataFound {
  return {
    name,
    ...shape,
    counts,
    form: form.title,
    at: form.at,
    layout: layout && {
      parts: partsText(layout.parts),
      classesFrom: layout.classesFrom,
      exclude: layout.exclude,
    },
    heldOut: heldOut.filter((part) => counts[part] > 0),
    classes: classes.map((className, label) => ({
      name: className,
      train: balance.train[label]!,
      validation: balance.validation[label]!,
      test: balance.test[label]!,
    })),
  };
}
