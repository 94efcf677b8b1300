import type { Archive } from './archive.ts';

/**
 * Public archives of animals, plants and food, as they are once unpacked, each with fewer classes and images than it
 * has.
 */
export const nature: readonly Archive[] = [
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
    name: 'Animals-10',
    files: ['raw-img/{cane,gatto,ragno}/OIP-*3.jpeg', 'translate.py'],
    is: ['all=raw-img: cane gatto ragno, 9, undivided'],
  },
  {
    name: '525 birds',
    files: ['{train,test,valid}/{ABBOTTS BABBLER,CRANE}/*3.jpg', 'images to test/*3.jpg', 'birds.csv'],
    is: ['train=train,val=valid,test=test: ABBOTTS BABBLER CRANE, 6 + 6 + 6', '- images to test: flat'],
  },
  {
    name: 'cassava leaf disease',
    files: ['train_images/*4.jpg', 'test_images/*2.jpg', 'train.csv', 'label_num_to_disease_map.json'],
    is: ['data.flatImages'],
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
