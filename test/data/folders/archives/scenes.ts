import type { Archive } from './archive.ts';

/** Public archives of objects and places, as they are once unpacked, each with fewer classes and images than it has. */
export const scenes: readonly Archive[] = [
  {
    name: 'Kaggle: Intel image classification',
    files: [
      'seg_train/seg_train/{buildings,forest,sea}/*3.jpg',
      'seg_test/seg_test/{buildings,forest,sea}/*2.jpg',
      'seg_pred/seg_pred/*3.jpg',
    ],
    is: ['train=seg_train/seg_train,test=seg_test/seg_test: buildings forest sea, 9 + 6', '- seg_pred: unlabelled'],
  },
  {
    name: 'imagenette',
    files: ['imagenette2-160/{train,val}/{n01440764,n02102040}/n_*3.JPEG', 'imagenette2-160/noisy_imagenette.csv'],
    is: ['train=imagenette2-160/train,val=imagenette2-160/val: n01440764 n02102040, 6 + 6'],
  },
  {
    name: 'Tiny ImageNet',
    files: [
      'tiny-imagenet-200/train/{n01443537,n01629819}/images/n_*3.JPEG',
      'tiny-imagenet-200/train/{n01443537,n01629819}/boxes.txt',
      'tiny-imagenet-200/val/images/val_*4.JPEG',
      'tiny-imagenet-200/val/val_annotations.txt',
      'tiny-imagenet-200/test/images/test_*4.JPEG',
      'tiny-imagenet-200/{wnids.txt,words.txt}',
    ],
    is: [
      'train=tiny-imagenet-200/train: n01443537 n01629819, 6',
      '- tiny-imagenet-200/test: flat',
      '- tiny-imagenet-200/val: flat',
    ],
  },
  {
    name: 'ImageNet',
    files: [
      'ILSVRC/Data/CLS-LOC/train/{n01440764,n01443537}/n_*3.JPEG',
      'ILSVRC/Data/CLS-LOC/{val,test}/ILSVRC2012_*3.JPEG',
      'ILSVRC/Annotations/CLS-LOC/{train,val}/n01440764/n_*2.xml',
      'ILSVRC/ImageSets/CLS-LOC/{train_cls.txt,val.txt}',
    ],
    is: [
      'train=ILSVRC/Data/CLS-LOC/train: n01440764 n01443537, 6',
      '- ILSVRC/Data/CLS-LOC/test: flat',
      '- ILSVRC/Data/CLS-LOC/val: flat',
    ],
  },
  {
    name: 'Caltech-101',
    files: [
      'caltech-101/101_ObjectCategories/{accordion,airplanes,BACKGROUND_Google}/image_*3.jpg',
      'caltech-101/Annotations/{accordion,Airplanes_Side_2}/annotation_*2.mat',
      'caltech-101/show_annotation.m',
    ],
    is: ['all=caltech-101/101_ObjectCategories: BACKGROUND_Google accordion airplanes, 9, undivided'],
  },
  {
    name: 'Caltech-256',
    files: ['256_ObjectCategories/{001.ak47,002.american-flag,003.backpack}/00*3.jpg'],
    is: ['all=256_ObjectCategories: 001.ak47 002.american-flag 003.backpack, 9, undivided'],
  },
  {
    name: 'EuroSAT',
    files: ['2750/{AnnualCrop,Forest,Highway}/AnnualCrop_*3.jpg'],
    is: ['all=2750: AnnualCrop Forest Highway, 9, undivided'],
  },
  {
    name: 'Places365',
    files: ['places365_standard/{train,val}/{airfield,alley,zen_garden}/0000*3.jpg', 'places365_standard/train.txt'],
    is: ['train=places365_standard/train,val=places365_standard/val: airfield alley zen_garden, 9 + 9'],
  },
  {
    name: 'SUN397, by letter',
    files: ['SUN397/{a/abbey,a/airport,b/bakery,b/barn}/sun_*3.jpg', 'SUN397/ClassName.txt'],
    is: [
      'data.nested',
      '  --data SET --parts all=SUN397 --classes-from folders',
      '  --data SET --parts all=SUN397 --classes-from subfolders',
    ],
  },
  {
    name: 'MIT indoor scenes',
    files: ['indoorCVPR_09/Images/{airport_inside,bakery,bar}/x_*3.jpg'],
    is: ['all=indoorCVPR_09/Images: airport_inside bakery bar, 9, undivided'],
  },
  {
    name: 'UC Merced',
    files: ['UCMerced_LandUse/Images/{agricultural,airplane,beach}/agricultural0*3.tif', 'UCMerced_LandUse/readme.txt'],
    is: ['all=UCMerced_LandUse/Images: agricultural airplane beach, 9, undivided'],
  },
  {
    name: 'NWPU-RESISC45',
    files: ['NWPU-RESISC45/{airplane,airport,beach}/airplane_*3.jpg'],
    is: ['all=NWPU-RESISC45: airplane airport beach, 9, undivided'],
  },
  {
    name: 'DTD',
    files: [
      'dtd/images/{banded,dotted,zigzagged}/banded_*3.jpg',
      'dtd/labels/{train1,test1,val1}.txt',
      'dtd/imdb/imdb.mat',
    ],
    is: ['all=dtd/images: banded dotted zigzagged, 9, undivided', '! data.listsUnread'],
  },
  {
    name: 'State Farm drivers',
    files: ['imgs/train/{c0,c1,c2}/img_*3.jpg', 'imgs/test/img_*3.jpg', 'driver_imgs_list.csv'],
    is: ['train=imgs/train: c0 c1 c2, 9', '- imgs/test: flat'],
  },
  {
    name: 'Stanford cars',
    files: ['cars_train/cars_train/0000*3.jpg', 'cars_test/cars_test/0000*3.jpg'],
    is: ['data.flatImages'],
  },
  {
    name: 'FGVC aircraft',
    files: ['fgvc-aircraft-2013b/data/images/00345*3.jpg', 'fgvc-aircraft-2013b/data/images_variant_train.txt'],
    is: ['data.flatImages'],
  },
  {
    name: 'Simpsons characters',
    files: [
      'simpsons_dataset/simpsons_dataset/{abraham,bart,homer}/pic_*3.jpg',
      'kaggle_simpson_testset/kaggle_simpson_testset/abraham_*3.jpg',
    ],
    is: ['data.uneven', '  --data SET/simpsons_dataset', '  --data SET --parts all=. --classes-from folders'],
  },
  {
    name: '100 sports',
    files: ['{train,test,valid}/{archery,judo,polo}/*3.jpg', 'images to predict/*3.jpg', 'sports.csv', 'model.h5'],
    is: ['train=train,val=valid,test=test: archery judo polo, 9 + 9 + 9', '- images to predict: unlabelled'],
  },
  {
    name: 'garbage classification',
    files: [
      'Garbage classification/Garbage classification/{cardboard,glass,trash}/glass*3.jpg',
      '{zero-indexed-files.txt,one-indexed-files-notrash_train.txt}',
    ],
    is: ['all=Garbage classification/Garbage classification: cardboard glass trash, 9, undivided'],
  },
  {
    name: 'weather, by file names',
    files: ['dataset2/{cloudy,rain,shine}*3.jpg'],
    is: ['data.flatImages', '  --data SET --parts all=dataset2 --classes-from names'],
  },
  {
    name: 'MVTec AD, one object',
    files: [
      'bottle/train/good/00*3.png',
      'bottle/test/{good,broken}/00*3.png',
      'bottle/ground_truth/broken/00*3_mask.png',
    ],
    is: ['data.oneClassFolder'],
  },
  {
    name: 'Pascal VOC',
    files: [
      'VOCdevkit/VOC2012/{JPEGImages/2007_*3.jpg,SegmentationClass/2007_*3.png,SegmentationObject/2007_*3.png}',
      'VOCdevkit/VOC2012/Annotations/2007_*3.xml',
      'VOCdevkit/VOC2012/ImageSets/Main/{train,val}.txt',
    ],
    is: ['data.flatImages'],
  },
  {
    name: 'COCO',
    files: ['{train2017,val2017,test2017}/00000*3.jpg', 'annotations/instances_train2017.json'],
    is: ['data.flatImages'],
  },
  {
    name: 'COCO128 (YOLO detection)',
    files: ['coco128/images/train2017/0*3.jpg', 'coco128/labels/train2017/0*3.txt'],
    is: ['data.flatImages'],
  },
  {
    name: 'YOLO detection, val too',
    files: ['images/{train,val}/0*3.jpg', 'labels/{train,val}/0*3.txt', 'data.yaml'],
    is: ['data.flatImages'],
  },
  {
    name: 'YOLO classification',
    files: ['{train,val,test}/{cat,dog}/*3.jpg'],
    is: ['train=train,val=val,test=test: cat dog, 6 + 6 + 6'],
  },
  {
    name: 'Cityscapes',
    files: ['leftImg8bit/{train,val}/{aachen,bochum}/a_*3.png', 'gtFine/{train,val}/{aachen,bochum}/a_*3_labelIds.png'],
    is: ['train=leftImg8bit/train,val=leftImg8bit/val: aachen bochum, 6 + 6', '- gtFine: annotations'],
  },
  {
    name: 'Office-31',
    files: ['{amazon,dslr,webcam}/images/{back_pack,bike,mug}/frame_*3.jpg'],
    is: [
      'data.grid',
      '  --data SET --parts all=. --classes-from folders',
      '  --data SET --parts all=. --classes-from subfolders',
      '  --data SET/amazon',
    ],
  },
  {
    name: 'Office-Home',
    files: [
      'OfficeHomeDataset/{Art,Clipart,Product,Real World}/{Alarm_Clock,Bed,Mug}/000*3.jpg',
      'OfficeHomeDataset/ImageInfo.csv',
    ],
    is: [
      'data.grid',
      '  --data SET --parts all=OfficeHomeDataset --classes-from folders',
      '  --data SET --parts all=OfficeHomeDataset --classes-from subfolders',
      '  --data SET/OfficeHomeDataset/Art',
    ],
  },
  {
    name: 'five folds',
    files: ['fold{1,2,3,4,5}/{cats,dogs}/*3.png'],
    is: [
      'data.shares',
      '  --data SET --parts all=fold1,all=fold2,all=fold3,all=fold4,all=fold5',
      '  --data SET --parts train=fold1,train=fold2,train=fold3,train=fold4,test=fold5',
      '  --data SET --parts all=. --classes-from folders',
    ],
  },
  {
    name: 'Roboflow folders',
    files: ['{train,valid,test}/{apple,orange}/a_jpg.rf.*3.jpg', 'README.dataset.txt', 'README.roboflow.txt'],
    is: ['train=train,val=valid,test=test: apple orange, 6 + 6 + 6'],
  },
];
