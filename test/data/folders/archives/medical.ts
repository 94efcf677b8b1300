import type { Archive } from './archive.ts';

/** Public archives of medical images, as they are once unpacked, each with fewer classes and images than it has. */
export const medical: readonly Archive[] = [
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
    name: 'malaria, packed twice',
    files: [
      'cell_images/{Parasitized,Uninfected}/C*3.png',
      'cell_images/cell_images/{Parasitized,Uninfected}/C*3.png',
      'cell_images/{Parasitized,Uninfected}/Thumbs.txt',
    ],
    is: ['all=cell_images: Parasitized Uninfected, 6, undivided', '- cell_images/cell_images: copy'],
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
    name: 'diabetic retinopathy, resized',
    files: ['colored_images/{Mild,Moderate,No_DR}/x*3.png', 'train.csv'],
    is: ['all=colored_images: Mild Moderate No_DR, 9, undivided'],
  },
];
