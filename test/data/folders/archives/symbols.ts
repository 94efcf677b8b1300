import type { Archive } from './archive.ts';

/**
 * Public archives of digits, letters, signs and faces, as they are once unpacked, each with fewer classes and images
 * than it has.
 */
export const symbols: readonly Archive[] = [
  {
    name: 'ASL alphabet',
    files: [
      'asl_alphabet_train/asl_alphabet_train/{A,B,del,nothing,space}/A*3.jpg',
      'asl_alphabet_test/asl_alphabet_test/{A_test,B_test,nothing_test}.jpg',
    ],
    is: ['train=asl_alphabet_train/asl_alphabet_train: A B del nothing space, 15', '- asl_alphabet_test: flat'],
  },
  {
    name: 'Sign language digits',
    files: ['Dataset/{0,1,2}/IMG_*3.JPG', 'Examples/example_*2.JPG', 'README.md'],
    is: ['all=Dataset: 0 1 2, 9, undivided', '- Examples: annotations'],
  },
  {
    name: 'GTSRB, official',
    files: [
      'GTSRB/Final_Training/Images/{00000,00001,00002}/00000_*3.ppm',
      'GTSRB/Final_Training/Images/00000/GT-00000.csv',
      'GTSRB/Final_Test/Images/0000*3.ppm',
      'GTSRB/Final_Test/Images/GT-final_test.test.csv',
    ],
    is: ['train=GTSRB/Final_Training/Images: 00000 00001 00002, 9', '- GTSRB/Final_Test: flat'],
  },
  {
    name: 'GTSRB, Kaggle',
    files: ['Train/{0,1,2}/00000_*3.png', 'Test/0000*3.png', 'Meta/*3.png', '{Train,Test,Meta}.csv'],
    is: ['train=Train: 0 1 2, 9', '- Meta: annotations', '- Test: flat', '! data.listsUnread'],
  },
  {
    name: 'SVHN, format 1',
    files: ['train/*3.png', 'train/digitStruct.mat', 'test/*3.png', 'extra/*3.png'],
    is: ['data.partsFlat', '  --data SET --parts all=.'],
  },
  {
    name: 'SVHN in folders',
    files: ['{train,test,extra}/{0,1,2}/*3.png'],
    is: ['train=train,test=test: 0 1 2, 9 + 9', '- extra: unknown'],
  },
  {
    name: 'rock-paper-scissors, unpacked side by side',
    files: [
      'rps/{paper,rock,scissors}/paper*3.png',
      'rps-test-set/{paper,rock,scissors}/testpaper*2.png',
      'rps-validation/paper-hires*2.png',
    ],
    is: ['train=rps,test=rps-test-set: paper rock scissors, 9 + 6', '- rps-validation: flat'],
  },
  {
    name: 'rock-paper-scissors, Kaggle',
    files: [
      'Rock-Paper-Scissors/{train,test}/{paper,rock,scissors}/paper*3.png',
      'Rock-Paper-Scissors/validation/paper-hires*2.png',
    ],
    is: [
      'train=Rock-Paper-Scissors/train,test=Rock-Paper-Scissors/test: paper rock scissors, 9 + 9',
      '- Rock-Paper-Scissors/validation: flat',
    ],
  },
  {
    name: 'rock-paper-scissors, packed twice',
    files: ['{paper,rock,scissors}/*3.png', 'rps-cv-images/{paper,rock,scissors}/*3.png', 'rps-cv-images/README.txt'],
    is: ['all=.: paper rock scissors, 9, undivided', '- rps-cv-images: copy'],
  },
  {
    name: 'MNIST as JPEG, Kaggle',
    files: [
      'trainingSet/trainingSet/{0,1,2}/img_*3.jpg',
      'trainingSample/trainingSample/{0,1,2}/img_*2.jpg',
      'testSet/testSet/img_*3.jpg',
    ],
    is: ['train=trainingSet/trainingSet: 0 1 2, 9', '- testSet: flat', '- trainingSample: unknown'],
  },
  {
    name: 'MNIST as PNG',
    files: ['mnist_png/{training,testing}/{0,1,2}/*3.png'],
    is: ['train=mnist_png/training,test=mnist_png/testing: 0 1 2, 9 + 9'],
  },
  {
    name: 'CIFAR-10 as PNG',
    files: ['cifar10/{train,test}/{airplane,frog,truck}/000*3.png', 'cifar10/labels.txt'],
    is: ['train=cifar10/train,test=cifar10/test: airplane frog truck, 9 + 9'],
  },
  {
    name: 'CIFAR-10, Kaggle',
    files: ['train/*4.png', 'test/*4.png', 'trainLabels.csv'],
    is: ['data.flatImages'],
  },
  {
    name: 'FER-2013',
    files: ['{train,test}/{angry,happy,sad}/im*3.png'],
    is: ['train=train,test=test: angry happy sad, 9 + 9'],
  },
  {
    name: 'RAF-DB',
    files: ['DATASET/{train,test}/{1,2,3}/x_*3.jpg', '{train,test}_labels.csv'],
    is: ['train=DATASET/train,test=DATASET/test: 1 2 3, 9 + 9'],
  },
  {
    name: 'AffectNet',
    files: ['{train_set,val_set}/images/*3.jpg', '{train_set,val_set}/annotations/*3_exp.npy'],
    is: ['data.flatImages'],
  },
  {
    name: 'LFW',
    files: ['lfw-deepfunneled/lfw-deepfunneled/{Aaron_Eckhart,Bill_Gates}/x_000*3.jpg', 'people.csv'],
    is: ['all=lfw-deepfunneled/lfw-deepfunneled: Aaron_Eckhart Bill_Gates, 6, undivided'],
  },
  {
    name: 'AT&T faces',
    files: ['{s1,s2,s3}/*3.pgm', 'README'],
    is: ['all=.: s1 s2 s3, 9, undivided'],
  },
  {
    name: 'Omniglot',
    files: [
      'images_background/{Greek,Korean}/{character01,character02}/0_*3.png',
      'images_evaluation/{Oriya,Tibetan}/{character01,character02}/1_*3.png',
    ],
    is: ['data.noTrain', '  --data SET/images_evaluation'],
  },
  {
    name: 'face masks',
    files: ['Face Mask Dataset/{Train,Test,Validation}/{WithMask,WithoutMask}/*3.png'],
    is: [
      'train=Face Mask Dataset/Train,val=Face Mask Dataset/Validation,test=Face Mask Dataset/Test: WithMask WithoutMask, 6 + 6 + 6',
    ],
  },
  {
    name: 'face masks, two classes',
    files: ['data/{with_mask,without_mask}/with_mask_*3.jpg'],
    is: ['all=data: with_mask without_mask, 6, undivided'],
  },
  {
    name: '手写数字',
    files: ['训练集/{0,1,2}/*3.png', '测试集/{0,1,2}/*3.png', '验证集/{0,1,2}/*3.png'],
    is: ['train=训练集,val=验证集,test=测试集: 0 1 2, 9 + 9 + 9'],
  },
];
