import type { Archive } from '../archives/archive.ts';

/** What people make themselves: parts for training, validation and testing, and classes that are named after one. */
export const parts: readonly Archive[] = [
  {
    name: 'a class that is called train',
    files: ['{bicycle,bus,motorcycle,pickup_truck,train}/*3.png'],
    is: ['all=.: bicycle bus motorcycle pickup_truck train, 15, undivided', '! data.classNamedPart'],
  },
  {
    name: 'a class that is called test',
    files: ['{control,test}/*3.png'],
    is: ['all=.: control test, 6, undivided', '! data.classNamedPart'],
  },
  {
    name: 'a class that is called train, all with folders',
    files: ['bus/{city,coach}/*3.png', 'train/{steam,electric}/*3.png', 'tram/{old,new}/*3.png'],
    is: ['data.partsOrClasses', '  --data SET --parts train=train', '  --data SET --parts all=.'],
  },
  {
    name: 'a class that is called train, it alone with folders',
    files: ['{bus,tram}/*3.png', 'train/{steam,electric}/*3.png'],
    is: ['data.partsOrClasses', '  --data SET --parts train=train', '  --data SET --parts all=.'],
  },
  {
    name: 'parts of images without classes, and classes',
    files: ['{bus,tram,train,test}/*3.png'],
    is: ['data.partsFlat', '  --data SET --parts all=.'],
  },
  {
    name: 'test and val without train',
    files: ['{test,val}/{a,b}/*3.png'],
    is: ['data.noTrain', '  --data SET/test', '  --data SET/val'],
  },
  {
    name: 'test alone',
    files: ['test/{a,b}/*3.png'],
    is: ['data.noTrain', '  --data SET/test'],
  },
  {
    name: 'an empty train folder',
    files: ['train/', '{test,val}/{a,b}/*3.png'],
    is: ['data.noTrain', '  --data SET/test', '  --data SET/val'],
  },
  {
    name: 'the training images under another name',
    files: ['pictures_a/{a,b}/*3.png', 'test/{a,b}/*2.png'],
    is: [
      'data.noTrain',
      '  --data SET --parts train=pictures_a,test=test',
      '  --data SET --parts all=. --classes-from folders',
      '  --data SET/test',
    ],
  },
  {
    name: 'train, dev, test',
    files: ['{train,dev,test}/{a,b}/*3.png'],
    is: ['train=train,val=dev,test=test: a b, 6 + 6 + 6'],
  },
  {
    name: 'train, dev, eval',
    files: ['train/{a,b}/*3.png', '{dev,eval}/{a,b}/*2.png'],
    is: ['train=train,val=dev,test=eval: a b, 6 + 4 + 4'],
  },
  {
    name: 'TRAIN and TEST',
    files: ['{TRAIN,TEST}/{a,b}/*3.png'],
    is: ['train=TRAIN,test=TEST: a b, 6 + 6'],
  },
  {
    name: 'numbered parts',
    files: ['{01_train,02_val,03_test}/{a,b}/*3.png'],
    is: ['train=01_train,val=02_val,test=03_test: a b, 6 + 6 + 6'],
  },
  {
    name: 'glued part names',
    files: ['{trainset,valset,testset}/{a,b}/*3.png'],
    is: ['train=trainset,val=valset,test=testset: a b, 6 + 6 + 6'],
  },
  {
    name: 'images_train',
    files: ['{images_train,images_test}/{a,b}/*3.png'],
    is: ['train=images_train,test=images_test: a b, 6 + 6'],
  },
  {
    name: 'TrainImages',
    files: ['{TrainImages,TestImages}/{a,b}/*3.png'],
    is: ['train=TrainImages,test=TestImages: a b, 6 + 6'],
  },
  {
    name: 'dataset_train',
    files: ['data/{dataset_train,dataset_hold-out}/{a,b}/*3.png'],
    is: ['train=data/dataset_train,test=data/dataset_hold-out: a b, 6 + 6'],
  },
  {
    name: 'part folders below images',
    files: ['images/{train,val}/{a,b}/*3.png', 'labels/{train,val}/a1.txt'],
    is: ['train=images/train,val=images/val: a b, 6 + 6'],
  },
  {
    name: 'two training folders',
    files: ['{train,training}/{a,b}/*3.png', 'test/{a,b}/*3.png'],
    is: [
      'data.partTwice',
      '  --data SET --parts train=train,train=training',
      '  --data SET --parts train=train',
      '  --data SET --parts train=training',
    ],
  },
  {
    name: 'an augmented copy of train',
    files: ['{train,train_augmented,test}/{a,b}/*3.png'],
    is: ['train=train,test=test: a b, 6 + 6', '- train_augmented: unknown'],
  },
  {
    name: 'two test sets',
    files: ['train/{a,b}/*3.png', '{test_clean,test_noisy}/{a,b}/*2.png'],
    is: ['train=train: a b, 6', '- test_clean: other', '- test_noisy: other'],
  },
  {
    name: 'val and dev',
    files: ['{train,val,dev}/{a,b}/*3.png'],
    is: [
      'data.partTwice',
      '  --data SET --parts train=train,val=dev,val=val',
      '  --data SET --parts train=train,val=dev',
      '  --data SET --parts train=train,val=val',
    ],
  },
  {
    name: 'parts in classes',
    files: ['{cat,dog}/{train,test}/*3.png'],
    is: ['train=*/train,test=*/test: cat dog, 6 + 6'],
  },
  {
    name: 'parts in classes, without train',
    files: ['{cat,dog}/{test,val}/*3.png'],
    is: ['data.noTrain', '  --data SET --parts all=.'],
  },
  {
    name: 'parts in classes, one without train',
    files: ['cat/{train,test}/*3.png', 'dog/{test,val}/*3.png'],
    is: ['data.noTrain', '  --data SET --parts all=.'],
  },
  {
    name: 'part and class in one name',
    files: ['{train_cats,train_dogs,test_cats,test_dogs}/*3.png'],
    is: ['data.partAndClass', '  --data SET --parts all=.'],
  },
  {
    name: 'an unlabelled folder beside classes',
    files: ['{cat,dog,unlabelled}/*3.png'],
    is: ['all=.: cat dog, 6, undivided', '- unlabelled: unlabelled'],
  },
  {
    name: 'an unlabelled part',
    files: ['{train,test,unsup}/{a,b}/*3.png'],
    is: ['train=train,test=test: a b, 6 + 6', '- unsup: unlabelled'],
  },
  {
    name: 'an unlabelled flat part',
    files: ['{train,test}/{a,b}/*3.png', 'unlabeled/*4.png'],
    is: ['train=train,test=test: a b, 6 + 6', '- unlabeled: unlabelled'],
  },
  {
    name: 'test with one folder that is no class',
    files: ['train/{a,b}/*3.png', 'test/unknown/*4.png', 'val/val/*2.png'],
    is: ['train=train: a b, 6', '- test: flat', '- val: flat'],
  },
  {
    name: 'an empty val',
    files: ['train/{a,b}/*3.png', 'val/{a,b}/'],
    is: ['train=train: a b, 6', '! data.partEmpty'],
  },
  {
    name: 'folds by k',
    files: ['k{1,2,3}/{a,b}/*3.png'],
    is: [
      'data.shares',
      '  --data SET --parts all=k1,all=k2,all=k3',
      '  --data SET --parts train=k1,train=k2,test=k3',
      '  --data SET --parts all=. --classes-from folders',
    ],
  },
  {
    name: 'folds that are parts',
    files: ['split_{0,1}/{train,test}/{a,b}/*3.png'],
    is: ['data.severalSets', '  --data SET/split_0', '  --data SET/split_1'],
  },
  {
    name: 'Chinese parts',
    files: ['数据集/{训练,验证,测试}/{猫,狗}/*3.png'],
    is: ['train=数据集/训练,val=数据集/验证,test=数据集/测试: 狗 猫, 6 + 6 + 6'],
  },
];
