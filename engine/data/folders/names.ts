import type { SplitName } from '../image-set.ts';
import { nameOf } from './tree.ts';

/**
 * What a folder's name says of what is in it, in any case, spelling and numbering: `01_train`, `TrainSet`,
 * `images-val2017`, `测试集`.
 */

const PARTS: Readonly<Record<SplitName, ReadonlySet<string>>> = {
  train: set(
    'train training trainings trn trainval traindev 训练 訓練 entrenamiento treino treinamento entrainement entraînement apprentissage addestramento обучение обучающая тренировка 学習 훈련 학습',
  ),
  validation: set(
    'val vali valid validate validation validations validating dev devel development 验证 驗證 校验 validacion validación validacao validação validierung validazione валидация 検証 검증',
  ),
  test: set(
    'test tests testing tst eval evaluate evaluation evaluations holdout 测试 測試 评估 評估 prueba pruebas teste testes prova тест тестовая тестирование テスト 評価 테스트 평가',
  ),
};

const PART_SETS = Object.values(PARTS);

/** As people are told: what is read, not every spelling of it. */
export const PART_NAMES = {
  train: 'train, training',
  validation: 'val, valid, validation, dev',
  test: 'test, testing, eval, holdout',
} as const satisfies Record<SplitName, string>;

/** Say nothing of what the images are for. */
const IMAGES = set(
  'image images img imgs pic pics picture pictures photo photos jpg jpgs jpeg jpegs jpegimages png pngs data dataset datasets raw original originals rgb',
);
const FILLERS = set(
  'set sets folder folders dir split splits part the of to for and with class object my our own daten datos dados données dati 集 数据 数据集 データ セット выборка 图片 图像 样本',
);

/** No class of an image classifier: what was drawn, written or computed for the images. */
const ANNOTATIONS = set(
  'annotation annotations annot annots anno annos trimap trimaps segmentation segmentations gt groundtruth bbox bboxes boundingbox boundingboxes xml xmls thumbnail thumbnails',
);
/** In a name with a part's, `train_masks`, these say the same. */
const MARKS = new Set([
  ...ANNOTATIONS,
  ...set('mask masks label labels keypoints landmarks heatmap heatmaps saliency'),
]);
/** And these beside a folder of images or a part; beside classes they are classes. */
const ASIDES = new Set([
  ...MARKS,
  ...set(
    'box boxes fine coarse thumbs meta metadata example examples sample samples demo demos preview previews paper papers doc docs figure figures plot plots result results output outputs script scripts code src attribute attributes parts list lists depth edges feature features misc',
  ),
]);
const UNLABELLED = set(
  'unlabelled unlabeled unlabel unsup unsupervised pred preds predict prediction predictions submission inference 未标注 无标签 預測 预测',
);
/** In the names of folders that differ in their number alone, these say that each holds a share of one set. */
const SHARES = set('part parts batch chunk shard archive fold folds split group volume vol zip disk cv');

function set(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}

const GLUED =
  /^(train|trainings?|trn|val|valid|validation|validierung|dev|test|testing|eval|images?|imgs?|data|训练|訓練|验证|驗證|测试|測試|学習|検証|評価|テスト)(?:s|用)?(sets?|data|daten|images?|imgs?|train|val|test|masks?|labels?|集|数据集?|图片|图像|样本|データ)$/;

/** The words of a name in lower case, without its numbers: `TrainSet_01` → train, set. */
function wordsOf(name: string): readonly string[] {
  const spaced = nameOf(name)
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/hold[-_ ]out/g, 'holdout')
    .replace(/ground[-_ ]truth/g, 'groundtruth')
    .replace(/bounding[-_ ]box/g, 'boundingbox')
    .replace(/train[-_ ]val(?!\p{L})/gu, 'trainval');
  return [...spaced.matchAll(/\p{L}+/gu)].flatMap(([word]) => {
    if (word === 'trainval') return [word];
    const [, first, second] = GLUED.exec(word) ?? [];
    return first && second ? [first, second] : [word];
  });
}

export interface PartName {
  readonly part: SplitName;
  /** What else the name says: `seg` of `seg_train`; '' where it says nothing else. */
  readonly rest: string;
}

/** Which part a folder of this name may be; null where it names none, or two. */
export function partNamed(name: string): PartName | null {
  const words = wordsOf(name);
  const parts = (Object.keys(PARTS) as SplitName[]).filter((part) => words.some((word) => PARTS[part].has(word)));
  const [part, ...more] = parts;
  if (part === undefined || more.length > 0) return null;
  const rest = words.filter((word) => !PARTS[part].has(word) && !IMAGES.has(word) && !FILLERS.has(word));
  return { part, rest: rest.join(' ') };
}

/** The part that a name says and nothing else. */
export function partOf(name: string): SplitName | null {
  const named = partNamed(name);
  return named?.rest === '' ? named.part : null;
}

/** What a name says without its words for parts and images: `rps` of `rps-test-set`, and of `rps`. */
export const stemOf = (name: string): string =>
  wordsOf(name)
    .filter((word) => !IMAGES.has(word) && !FILLERS.has(word))
    .join(' ');

/** Whether it is one word, as a class may be called: `test`, but not `test_images` or `testset`. */
export const isOneWord = (name: string): boolean => wordsOf(name).length === 1;

function areAll(name: string, ...sets: readonly ReadonlySet<string>[]): boolean {
  const words = wordsOf(name).filter((word) => !FILLERS.has(word));
  const [main] = sets;
  return words.some((word) => main?.has(word)) && words.every((word) => sets.some((one) => one.has(word)));
}

export const isImagesName = (name: string): boolean => areAll(name, IMAGES);
const areMarksOfPart = (name: string): boolean => partNamed(name) !== null && areAll(name, MARKS, IMAGES, ...PART_SETS);
export const isAnnotationsName = (name: string): boolean =>
  areAll(name, ANNOTATIONS, ASIDES, IMAGES) || areMarksOfPart(name);
export const isAsideName = (name: string): boolean => areAll(name, ASIDES, IMAGES);
export const isUnlabelledName = (name: string): boolean => areAll(name, UNLABELLED, IMAGES, PARTS.test, PARTS.train);

export const saysUnlabelled = (name: string): boolean => wordsOf(name).some((word) => UNLABELLED.has(word));

/**
 * Whether the names differ in their numbers alone and say that they are shares of one set: `images_001`, `images_002`.
 */
export function areShares(names: readonly string[]): boolean {
  const [first, ...others] = names.map((name) => nameOf(name).toLowerCase().replace(/\d+/g, '#'));
  if (first === undefined || others.length === 0 || !first.includes('#')) return false;
  if (others.some((other) => other !== first)) return false;
  return wordsOf(first).some((word) => SHARES.has(word) || IMAGES.has(word) || word === 'k');
}

/** The class that a file's name says: what stands before its number. `Abyssinian_12.jpg` → Abyssinian. */
export function classOfFile(file: string): string {
  const stem = nameOf(file).replace(/\.[^.]*$/, '');
  return stem.replace(/[-_. (#]*\d[-_. ()\d]*$/, '');
}

/** The classes that files' names say; null where they say none: one for all, or each its own. */
export function classesOfFiles(files: readonly string[]): readonly string[] | null {
  const counts = new Map<string, number>();
  for (const file of files) {
    const name = classOfFile(file);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const shared = [...counts.values()].filter((count) => count > 1).length;
  if (counts.size < 2 || counts.has('') || 2 * shared < counts.size) return null;
  return [...counts.keys()].sort(byCodeUnits);
}

export const byCodeUnits = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Whether a name reads as a word: no number, which sessions, persons and files are told apart by. */
export const isWord = (name: string): boolean => !/\d/.test(name) && /\p{L}{2}/u.test(name);
