import type { Archive } from '../archives/archive.ts';

/** What people make themselves: folders of classes, and what lies among them. */
export const classes: readonly Archive[] = [
  {
    name: 'nested classes',
    files: ['animals/{cat,dog}/*3.png', 'vehicles/{car,bus}/*3.png'],
    is: [
      'data.nested',
      '  --data SET --parts all=. --classes-from folders',
      '  --data SET --parts all=. --classes-from subfolders',
    ],
  },
  {
    name: 'nested classes in parts',
    files: ['{train,test}/{animals/cat,animals/dog,vehicles/car,vehicles/bus}/*3.png'],
    is: [
      'data.nested',
      '  --data SET --parts train=train,test=test --classes-from folders',
      '  --data SET --parts train=train,test=test --classes-from subfolders',
    ],
  },
  {
    name: 'classes with sessions',
    files: ['cat/cat_s{1,2}/*3.png', 'dog/dog_s{1,2}/*3.png'],
    is: ['all=.: cat dog, 12, undivided', '! data.subfolders'],
  },
  {
    name: 'classes with folders of their own, some',
    files: ['a/*3.png', 'b/*3.png', 'c/{old,new}/*3.png'],
    is: ['all=.: a b c, 12, undivided', '! data.subfolders'],
  },
  {
    name: 'classes under two conditions',
    files: ['{cat,dog}/{indoor,outdoor}/*3.png'],
    is: [
      'data.grid',
      '  --data SET --parts all=. --classes-from folders',
      '  --data SET --parts all=. --classes-from subfolders',
      '  --data SET/cat',
    ],
  },
  {
    name: 'images and masks',
    files: ['images/{a,b}/*3.png', 'masks/{a,b}/*3.png'],
    is: ['all=images: a b, 6, undivided', '- masks: annotations'],
  },
  {
    name: 'image and mask, flat',
    files: ['{image,mask}/*3.png'],
    is: ['data.flatImages'],
  },
  {
    name: 'annotations among classes',
    files: ['{cat,dog,annotations}/*3.png'],
    is: ['all=.: cat dog, 6, undivided', '- annotations: annotations'],
  },
  {
    name: 'masks in a class of images',
    files: ['{cat,dog}/*3.png', 'cat/masks/*3.png'],
    is: ['all=.: cat dog, 6, undivided', '- cat/masks: annotations'],
  },
  {
    name: 'classes called mask and no_mask',
    files: ['{mask,no_mask}/*3.png'],
    is: ['all=.: mask no_mask, 6, undivided'],
  },
  {
    name: 'a wrapper in a wrapper',
    files: ['a/b/c/d/{cat,dog}/*3.png', 'README.md', 'a/LICENSE.txt'],
    is: ['all=a/b/c/d: cat dog, 6, undivided'],
  },
  {
    name: 'images beside classes',
    files: ['{cat,dog}/*3.png', 'preview.png'],
    is: ['all=.: cat dog, 6, undivided', '- .: loose'],
  },
  {
    name: 'a data set and a folder of images',
    files: ['flowers/{daisy,rose,tulip}/*3.png', 'backgrounds/*3.png'],
    is: ['data.uneven', '  --data SET/flowers', '  --data SET --parts all=. --classes-from folders'],
  },
  {
    name: 'folders of text among classes',
    files: ['{cat,dog}/*3.png', 'docs/a.txt'],
    is: ['all=.: cat dog, 6, undivided'],
  },
  {
    name: 'one class',
    files: ['cat/*3.png'],
    is: ['data.oneClassFolder'],
  },
  {
    name: 'one class and an empty one',
    files: ['cat/*3.png', 'dog/'],
    is: ['data.emptyClass'],
  },
  {
    name: 'nothing but text',
    files: ['a/b.txt', 'c/d.txt'],
    is: ['data.noImages'],
  },
  {
    name: 'folds of photographs',
    files: ['batch{1,2}/*3.png'],
    is: ['data.shares', '  --data SET --parts all=. --classes-from folders'],
  },
  {
    name: 'numbered classes',
    files: ['{class1,class2,class3}/*3.png'],
    is: ['all=.: class1 class2 class3, 9, undivided'],
  },
  {
    name: 'two Unicode forms',
    files: ['train/{cafe\u0301,the\u0301}/*3.png', 'val/{café,thé}/*2.png'],
    is: ['train=train,val=val: café thé, 6 + 4'],
  },
];
