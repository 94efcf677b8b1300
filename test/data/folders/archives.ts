/** How a folder lies on disk (`*3` is 1, 2 and 3; `{a,b}` is both), and what it is read as: parts, classes, images; not used; told. Or why not, and the flags that read it. */
export interface Archive {
  readonly name: string;
  readonly files: readonly string[];
  readonly is: readonly string[];
}

/** Public archives as they are once unpacked, each with fewer classes and images than it has. */
export const archives: readonly Archive[] = [
  {
    name: 'Kaggle: brain tumour MRI',
    files: ['{Training,Testing}/{glioma,meningioma,notumor,pituitary}/Tr-gl_*3.jpg'],
    is: ['train=Training,test=Testing: glioma meningioma notumor pituitary, 12 + 12'],
  },
  {
    name: 'Kaggle: brain tumour detection, packed twice',
    files: ['{yes,no}/Y*3.jpg', 'brain_tumor_dataset/{yes,no}/Y*3.jpg'],
    is: ['all=.: no yes, 6, undivided', '- brain_tumor_dataset: copy'],
  },
  {
    name: 'Kaggle: Br35H',
    files: ['{yes,no}/y*3.jpg', 'pred/pred*2.jpg'],
    is: ['all=.: no yes, 6, undivided', '- pred: unlabelled'],
  },
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
    name: 'Kaggle: chest X-ray, packed twice',
    files: [
      'chest_xray/{train,test,val}/{NORMAL,PNEUMONIA}/*3.jpeg',
      'chest_xray/chest_xray/{train,test,val}/{NORMAL,PNEUMONIA}/*3.jpeg',
    ],
    is: [
      'train=chest_xray/train,val=chest_xray/val,test=chest_xray/test: NORMAL PNEUMONIA, 6 + 6 + 6',
      '- chest_xray/chest_xray: copy',
    ],
  },
  {
    name: 'Kaggle: dogs vs. cats',
    files: ['train/{cat,dog}.*3.jpg', 'test1/*4.jpg', 'sampleSubmission.csv'],
    is: ['data.flatImages', '  --data SET --parts train=train --classes-from names'],
  },
  {
    name: 'Kaggle: PetImages',
    files: ['PetImages/{Cat,Dog}/*3.jpg', 'readme[1].txt', 'MSR-LA - 3467.docx'],
    is: ['all=PetImages: Cat Dog, 6, undivided'],
  },
  {
    name: 'TensorFlow: cats_and_dogs_filtered',
    files: ['cats_and_dogs_filtered/{train,validation}/{cats,dogs}/cat.*3.jpg', 'cats_and_dogs_filtered/vectorize.py'],
    is: ['train=cats_and_dogs_filtered/train,val=cats_and_dogs_filtered/validation: cats dogs, 6 + 6'],
  },
  {
    name: 'Kaggle: cat and dog',
    files: ['training_set/training_set/{cats,dogs}/cat.*3.jpg', 'test_set/test_set/{cats,dogs}/cat.*2.jpg'],
    is: ['train=training_set/training_set,test=test_set/test_set: cats dogs, 6 + 4'],
  },
  {
    name: 'food-101',
    files: [
      'food-101/images/{apple_pie,sushi,waffles}/*3.jpg',
      'food-101/meta/{train.txt,test.txt,classes.txt,train.json}',
      'food-101/{README.txt,license_agreement.txt}',
    ],
    is: ['all=food-101/images: apple_pie sushi waffles, 9, undivided', '! data.listsUnread'],
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
    name: 'TensorFlow: flower_photos',
    files: ['flower_photos/{daisy,rose,tulip}/*3.jpg', 'flower_photos/LICENSE.txt'],
    is: ['all=flower_photos: daisy rose tulip, 9, undivided'],
  },
  {
    name: 'Oxford flowers 17',
    files: ['jpg/image_000*6.jpg', 'jpg/files.txt'],
    is: ['data.flatImages'],
  },
  {
    name: 'Oxford flowers 102',
    files: ['102flowers/jpg/image_0*6.jpg', '102flowers/{imagelabels.mat,setid.mat}'],
    is: ['data.flatImages'],
  },
  {
    name: 'Oxford-IIIT pets',
    files: [
      'images/{Abyssinian,american_bulldog}_*4.jpg',
      'annotations/trimaps/{Abyssinian,american_bulldog}_*4.png',
      'annotations/xmls/Abyssinian_*2.xml',
      'annotations/{list.txt,trainval.txt,test.txt}',
    ],
    is: ['data.flatImages', '  --data SET --parts all=images --classes-from names'],
  },
  {
    name: 'EuroSAT',
    files: ['2750/{AnnualCrop,Forest,Highway}/AnnualCrop_*3.jpg'],
    is: ['all=2750: AnnualCrop Forest Highway, 9, undivided'],
  },
  {
    name: 'PlantVillage',
    files: ['PlantVillage/{Pepper__bell___healthy,Potato___healthy,Tomato_Early_blight}/*3.JPG'],
    is: ['all=PlantVillage: Pepper__bell___healthy Potato___healthy Tomato_Early_blight, 9, undivided'],
  },
  {
    name: 'PlantVillage, packed twice',
    files: [
      'PlantVillage/{Pepper_healthy,Potato_healthy}/*3.JPG',
      'PlantVillage/PlantVillage/{Pepper_healthy,Potato_healthy}/*3.JPG',
    ],
    is: ['all=PlantVillage: Pepper_healthy Potato_healthy, 6, undivided', '- PlantVillage/PlantVillage: copy'],
  },
  {
    name: 'PlantVillage in three variants',
    files: ['plantvillage dataset/{color,grayscale,segmented}/{Apple___scab,Apple___rot,Corn}/*3.JPG'],
    is: [
      'data.grid',
      "  --data SET --parts 'all=plantvillage dataset' --classes-from folders",
      "  --data SET --parts 'all=plantvillage dataset' --classes-from subfolders",
      "  --data 'SET/plantvillage dataset/color'",
    ],
  },
  {
    name: 'Fruits-360',
    files: [
      'fruits-360_dataset/fruits-360/{Training,Test}/{Apple Braeburn,Banana,Cherry 1}/r_*3_100.jpg',
      'fruits-360_dataset/fruits-360/test-multiple_fruits/apple*2.jpg',
      'fruits-360_dataset/fruits-360/papers/{a.pdf,figure.jpg}',
      'fruits-360_dataset/fruits-360/{LICENSE,readme.md}',
    ],
    is: [
      'train=fruits-360_dataset/fruits-360/Training,test=fruits-360_dataset/fruits-360/Test: Apple Braeburn Banana Cherry 1, 9 + 9',
      '- fruits-360_dataset/fruits-360/papers: flat',
      '- fruits-360_dataset/fruits-360/test-multiple_fruits: flat',
    ],
  },
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
    name: 'Stanford dogs',
    files: [
      'Images/{n02085620-Chihuahua,n02085782-Japanese_spaniel}/n0_*3.jpg',
      'Annotation/{n02085620-Chihuahua,n02085782-Japanese_spaniel}/n0_*3',
      '{train_list.mat,test_list.mat}',
    ],
    is: ['all=Images: n02085620-Chihuahua n02085782-Japanese_spaniel, 6, undivided', '! data.listsUnread'],
  },
  {
    name: 'CUB-200',
    files: [
      'CUB_200_2011/images/{001.Black_footed_Albatross,002.Laysan_Albatross}/B_*3.jpg',
      'CUB_200_2011/attributes/attributes.txt',
      'CUB_200_2011/{images.txt,train_test_split.txt,README}',
      'segmentations/{001.Black_footed_Albatross,002.Laysan_Albatross}/B_*3.png',
    ],
    is: [
      'all=CUB_200_2011/images: 001.Black_footed_Albatross 002.Laysan_Albatross, 6, undivided',
      '- segmentations: annotations',
      '! data.listsUnread',
    ],
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
    name: 'horse or human',
    files: ['horse-or-human/{horses,humans}/horse01-*3.png', 'validation-horse-or-human/{horses,humans}/horse1-*2.png'],
    is: ['train=horse-or-human,val=validation-horse-or-human: horses humans, 6 + 4'],
  },
  {
    name: 'horse or human, Kaggle',
    files: ['horse-or-human/{train,validation}/{horses,humans}/h*3.png'],
    is: ['train=horse-or-human/train,val=horse-or-human/validation: horses humans, 6 + 6'],
  },
  {
    name: 'hymenoptera',
    files: ['hymenoptera_data/{train,val}/{ants,bees}/0*3.jpg'],
    is: ['train=hymenoptera_data/train,val=hymenoptera_data/val: ants bees, 6 + 6'],
  },
  {
    name: 'malaria, packed twice',
    files: [
      'cell_images/{Parasitized,Uninfected}/C*3.png',
      'cell_images/cell_images/{Parasitized,Uninfected}/C*3.png',
      'cell_images/{Parasitized,Uninfected}/Thumbs.txt',
    ],
    is: ['all=cell_images: Parasitized Uninfected, 6, undivided', '- cell_images/cell_images: copy'],
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
    name: 'State Farm drivers',
    files: ['imgs/train/{c0,c1,c2}/img_*3.jpg', 'imgs/test/img_*3.jpg', 'driver_imgs_list.csv'],
    is: ['train=imgs/train: c0 c1 c2, 9', '- imgs/test: flat'],
  },
  {
    name: 'plant seedlings',
    files: ['train/{Black-grass,Charlock,Maize}/x*3.png', 'test/y*3.png', 'sample_submission.csv'],
    is: ['train=train: Black-grass Charlock Maize, 9', '- test: flat'],
  },
  {
    name: 'dog breeds, Kaggle',
    files: ['train/{00a1,00b2,0c3f}.jpg', 'test/{0ff1,0ff2}.jpg', 'labels.csv'],
    is: ['data.flatImages'],
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
    name: 'Animals-10',
    files: ['raw-img/{cane,gatto,ragno}/OIP-*3.jpeg', 'translate.py'],
    is: ['all=raw-img: cane gatto ragno, 9, undivided'],
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
    name: '525 birds',
    files: ['{train,test,valid}/{ABBOTTS BABBLER,CRANE}/*3.jpg', 'images to test/*3.jpg', 'birds.csv'],
    is: ['train=train,val=valid,test=test: ABBOTTS BABBLER CRANE, 6 + 6 + 6', '- images to test: flat'],
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
    name: 'COVID-19 radiography',
    files: [
      'COVID-19_Radiography_Dataset/{COVID,Normal,Viral Pneumonia}/{images,masks}/COVID-*3.png',
      'COVID-19_Radiography_Dataset/{COVID,Normal}.metadata.xlsx',
    ],
    is: [
      'all=COVID-19_Radiography_Dataset: COVID Normal Viral Pneumonia, 9, undivided',
      '- COVID-19_Radiography_Dataset/COVID/masks: annotations',
      '- COVID-19_Radiography_Dataset/Normal/masks: annotations',
      '- COVID-19_Radiography_Dataset/Viral Pneumonia/masks: annotations',
    ],
  },
  {
    name: 'breast ultrasound with masks',
    files: [
      'Dataset_BUSI_with_GT/{benign,malignant,normal}/benign (*3).png',
      'Dataset_BUSI_with_GT/{benign,malignant,normal}/benign (*3)_mask.png',
    ],
    is: ['all=Dataset_BUSI_with_GT: benign malignant normal, 9, undivided', '- 9 masks'],
  },
  {
    name: 'NIH chest X-ray',
    files: ['images_00{1,2,3}/images/0000*3.png', 'Data_Entry_2017.csv'],
    is: ['data.shares', '  --data SET --parts all=. --classes-from folders'],
  },
  {
    name: 'HAM10000',
    files: ['HAM10000_images_part_{1,2}/ISIC_*3.jpg', 'HAM10000_metadata.csv'],
    is: ['data.shares', '  --data SET --parts all=. --classes-from folders'],
  },
  {
    name: 'skin cancer ISIC',
    files: ['Skin cancer ISIC/{Train,Test}/{melanoma,nevus}/ISIC_*3.jpg'],
    is: ['train=Skin cancer ISIC/Train,test=Skin cancer ISIC/Test: melanoma nevus, 6 + 6'],
  },
  {
    name: 'OCT 2017',
    files: ['OCT2017 /{train,test,val}/{CNV,DME,NORMAL}/CNV-*3.jpeg'],
    is: ['train=OCT2017 /train,val=OCT2017 /val,test=OCT2017 /test: CNV DME NORMAL, 9 + 9 + 9'],
  },
  {
    name: 'breast histopathology, by patient',
    files: ['{8863,8864,8865}/{0,1}/x*3.png'],
    is: [
      'data.grid',
      '  --data SET --parts all=. --classes-from folders',
      '  --data SET --parts all=. --classes-from subfolders',
      '  --data SET/8863',
    ],
  },
  {
    name: 'BreakHis',
    files: [
      'BreaKHis_v1/histology_slides/breast/benign/SOB/{adenosis,fibroadenoma}/SOB_B/{40X,100X}/*2.png',
      'BreaKHis_v1/histology_slides/breast/malignant/SOB/{ductal_carcinoma,lobular_carcinoma}/SOB_M/{40X,100X}/*2.png',
    ],
    is: [
      'data.nested',
      '  --data SET --parts all=BreaKHis_v1/histology_slides/breast --classes-from folders',
      '  --data SET --parts all=BreaKHis_v1/histology_slides/breast --classes-from subfolders',
    ],
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
    name: 'Omniglot',
    files: [
      'images_background/{Greek,Korean}/{character01,character02}/0_*3.png',
      'images_evaluation/{Oriya,Tibetan}/{character01,character02}/1_*3.png',
    ],
    is: ['data.noTrain', '  --data SET/images_evaluation'],
  },
  {
    name: 'cassava leaf disease',
    files: ['train_images/*4.jpg', 'test_images/*2.jpg', 'train.csv', 'label_num_to_disease_map.json'],
    is: ['data.flatImages'],
  },
  {
    name: 'diabetic retinopathy, resized',
    files: ['colored_images/{Mild,Moderate,No_DR}/x*3.png', 'train.csv'],
    is: ['all=colored_images: Mild Moderate No_DR, 9, undivided'],
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
    name: '手写数字',
    files: ['训练集/{0,1,2}/*3.png', '测试集/{0,1,2}/*3.png', '验证集/{0,1,2}/*3.png'],
    is: ['train=训练集,val=验证集,test=测试集: 0 1 2, 9 + 9 + 9'],
  },
  {
    name: 'Roboflow folders',
    files: ['{train,valid,test}/{apple,orange}/a_jpg.rf.*3.jpg', 'README.dataset.txt', 'README.roboflow.txt'],
    is: ['train=train,val=valid,test=test: apple orange, 6 + 6 + 6'],
  },
  {
    name: 'iNaturalist 2017',
    files: [
      'train_val_images/{Aves/Corvus corax,Aves/Pica pica,Plantae/Abies alba,Plantae/Acer rubrum}/x*3.jpg',
      'train_2017_bboxes.zip',
    ],
    is: [
      'data.nested',
      '  --data SET --parts train=train_val_images --classes-from folders',
      '  --data SET --parts train=train_val_images --classes-from subfolders',
    ],
  },
];
