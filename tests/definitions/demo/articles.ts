import type { Random } from './random.ts';

export interface DemoArticle {
  readonly code: string;
  readonly name: string;
  readonly kind: 'goods' | 'service';
  readonly unit: string;
  readonly price: string;
  readonly vatRate: string;
}

/** A family of articles that differ in size, colour or length: name, code, unit, first price in lei, VAT rate, variants. */
type Family = readonly [
  name: string,
  code: string,
  unit: string,
  price: number,
  vatRate: string,
  variants: readonly string[],
];

const goods: readonly Family[] = [
  [
    'Șurub autoforant',
    'SUR',
    'H87',
    0.1234,
    'RO21',
    ['4,2 × 19 mm', '4,8 × 25 mm', '5,5 × 32 mm', '5,5 × 38 mm', '6,3 × 50 mm'],
  ],
  [
    'Țeavă rectangulară',
    'TEV',
    'MTR',
    18.9,
    'RO21',
    ['20 × 20 mm', '30 × 30 mm', '40 × 20 mm', '40 × 40 mm', '60 × 40 mm'],
  ],
  [
    'Vopsea lavabilă',
    'VOP',
    'LTR',
    22.45,
    'RO21',
    ['albă', 'crem', 'verde măr', 'albastru cer', 'cărămizie'],
  ],
  [
    'Gresie porțelanată',
    'GRE',
    'MTK',
    64.9,
    'RO21',
    ['30 × 30 cm', '45 × 45 cm', '60 × 60 cm', '60 × 120 cm', '80 × 80 cm'],
  ],
  [
    'Ușă de interior',
    'USA',
    'H87',
    489,
    'RO21',
    ['60 cm stejar', '70 cm stejar', '80 cm stejar', '80 cm fag', '90 cm fag'],
  ],
  [
    'Cablu electric',
    'CAB',
    'MTR',
    4.3275,
    'RO21',
    ['3 × 1,5 mm²', '3 × 2,5 mm²', '3 × 4 mm²', '5 × 2,5 mm²', '5 × 6 mm²'],
  ],
  ['Ciment', 'CIM', 'KGM', 0.7465, 'RO21', ['I 42,5 R', 'II 32,5 R', 'II 42,5 N', 'alb 52,5', 'rapid']],
  [
    'Pâine',
    'PAI',
    'H87',
    5.5,
    'RO11',
    ['albă 500 g', 'neagră 500 g', 'cu semințe', 'cu cartofi', 'de secară'],
  ],
  ['Făină de grâu', 'FAI', 'KGM', 3.1, 'RO11', ['tip 480', 'tip 550', 'tip 650', 'tip 1250', 'integrală']],
  [
    'Apă minerală',
    'APA',
    'LTR',
    2.35,
    'RO11',
    ['plată 0,5 l', 'plată 2 l', 'carbogazoasă 0,5 l', 'carbogazoasă 1,5 l', 'la bidon'],
  ],
  [
    'Miere de salcâm',
    'MIE',
    'KGM',
    42,
    'RO11',
    ['borcan 400 g', 'borcan 950 g', 'găleată 5 kg', 'cu fagure', 'cremă'],
  ],
  [
    'Masă de stejar',
    'MAS',
    'H87',
    1240,
    'RO21',
    ['120 × 80 cm', '140 × 90 cm', '160 × 90 cm', '180 × 100 cm', 'extensibilă'],
  ],
  ['Scaun tapițat', 'SCA', 'H87', 315.5, 'RO21', ['gri', 'bej', 'verde', 'cărămiziu', 'negru']],
  [
    'Garnitură de etanșare',
    'GAR',
    'MTR',
    1.8925,
    'RO21',
    ['neagră 9 mm', 'albă 9 mm', 'maro 9 mm', 'neagră 14 mm', 'albă 14 mm'],
  ],
  [
    'Mănuși de protecție',
    'MAN',
    'PR',
    7.2,
    'RO21',
    ['mărimea S', 'mărimea M', 'mărimea L', 'mărimea XL', 'mărimea XXL'],
  ],
  [
    'Hârtie de copiator',
    'HAR',
    'SET',
    21.9,
    'RO21',
    ['A4 80 g', 'A4 90 g', 'A3 80 g', 'A5 80 g', 'A4 colorată'],
  ],
  [
    'Śruba zamkowa',
    'SRU',
    'H87',
    0.4512,
    'RO21',
    ['M6 × 40', 'M8 × 60', 'M8 × 80', 'M10 × 100', 'M12 × 120'],
  ],
  ['Gwóźdź budowlany', 'GWO', 'KGM', 9.85, 'RO21', ['50 mm', '70 mm', '90 mm', '110 mm', '130 mm']],
  [
    'Płyta gipsowo-kartonowa',
    'PLY',
    'MTK',
    14.6,
    'RO21',
    ['zwykła 12,5', 'wodoodporna', 'ognioodporna', 'cienka 9,5', 'akustyczna'],
  ],
  [
    'Okno drewniane',
    'OKN',
    'H87',
    968,
    'RO21',
    ['86 × 114 cm', '90 × 120 cm', '116 × 134 cm', '146 × 144 cm', 'narożne'],
  ],
  [
    'Drabina aluminiowa',
    'DRA',
    'H87',
    289.99,
    'RO21',
    ['4 stopnie', '5 stopni', '6 stopni', '8 stopni', 'wysuwana'],
  ],
  [
    'Dżem śliwkowy',
    'DZE',
    'H87',
    8.4,
    'RO11',
    ['słoik 280 g', 'słoik 420 g', 'bez cukru', 'z cynamonem', 'wiadro 3 kg'],
  ],
  ['Mąka żytnia', 'MAK', 'KGM', 3.75, 'RO11', ['typ 720', 'typ 1400', 'typ 2000', 'chlebowa', 'razowa']],
  ['Wełna mineralna', 'WEL', 'MTK', 19.35, 'RO21', ['50 mm', '100 mm', '150 mm', '180 mm', '200 mm']],
  ['Listwa przypodłogowa', 'LIS', 'MTR', 11.2, 'RO21', ['dąb', 'buk', 'biała', 'orzech', 'popiel']],
  [
    'Zestaw kluczy nasadowych',
    'ZES',
    'SET',
    176,
    'RO21',
    ['12 części', '24 części', '46 części', '94 części', '108 części'],
  ],
  [
    'Farba do drewna',
    'FAR',
    'LTR',
    48.6,
    'RO21',
    ['dąb złoty', 'kasztan', 'zieleń leśna', 'biel', 'bezbarwna'],
  ],
  [
    'Rękawice robocze',
    'REK',
    'PR',
    6.9,
    'RO21',
    ['rozmiar 7', 'rozmiar 8', 'rozmiar 9', 'rozmiar 10', 'rozmiar 11'],
  ],
  [
    'Kątownik montażowy',
    'KAT',
    'H87',
    2.175,
    'RO21',
    ['40 × 40 mm', '50 × 50 mm', '70 × 70 mm', '90 × 90 mm', '105 × 105 mm'],
  ],
  [
    'Uszczelka drzwiowa',
    'USZ',
    'MTR',
    2.3333,
    'RO21',
    ['biała', 'brązowa', 'czarna', 'szara', 'samoprzylepna'],
  ],
  ['Oțel beton', 'OTE', 'TNE', 3890, 'RO21', ['PC52 Ø8', 'PC52 Ø10', 'PC52 Ø12', 'BST500 Ø14', 'BST500 Ø16']],
  ['Nisip sortat', 'NIS', 'MTQ', 86.5, 'RO21', ['0–4 mm', '4–8 mm', '8–16 mm', '16–31 mm', 'spălat']],
];

const services: readonly Family[] = [
  ['Montaj', 'MON', 'HUR', 95, 'RO21', ['uși', 'ferestre', 'mobilă', 'gresie', 'gips-carton']],
  [
    'Transport',
    'TRA',
    'KMT',
    4.85,
    'RO21',
    ['camion 3,5 t', 'camion 7,5 t', 'TIR', 'cu macara', 'frigorific'],
  ],
  [
    'Consultanță',
    'CON',
    'HUR',
    220,
    'RO21',
    ['tehnică', 'fiscală', 'proiectare', 'în șantier', 'la distanță'],
  ],
  [
    'Închiriere utilaj',
    'INC',
    'DAY',
    410,
    'RO21',
    ['schelă', 'betonieră', 'nacelă', 'generator', 'mini-excavator'],
  ],
  [
    'Instruire',
    'INS',
    'HUR',
    150,
    'RO21',
    ['protecția muncii', 'operare', 'întreținere', 'vânzări', 'contabilitate'],
  ],
  ['Usługa montażu', 'UMO', 'HUR', 110, 'RO21', ['drzwi', 'okien', 'mebli', 'płytek', 'ogrodzeń']],
  ['Przewóz', 'PRZ', 'KMT', 5.2, 'RO21', ['bus', 'ciężarówka', 'chłodnia', 'z dźwigiem', 'międzynarodowy']],
  [
    'Przegląd gwarancyjny',
    'PGW',
    'H87',
    180,
    'RO21',
    ['roczny', 'półroczny', 'pierwszy', 'końcowy', 'dodatkowy'],
  ],
];

/** 200 articles: 32 families of goods and 8 of services, five variants each, dearer as they grow. */
export function demoArticles(random: Random): readonly DemoArticle[] {
  const family =
    (kind: DemoArticle['kind']) =>
    (entry: Family): readonly DemoArticle[] => {
      const [name, code, unit, price, vatRate, variants] = entry;
      return variants.map((variant, index) => ({
        code: `${code}-${String(index + 1).padStart(2, '0')}`,
        name: `${name} ${variant}`,
        kind,
        unit,
        // Cheap things are priced to four decimals, as in a hardware catalogue; dear ones to the ban.
        price: String(
          Number((price * (1 + index * 0.18 + random.int(0, 40) / 1000)).toFixed(price < 5 ? 4 : 2)),
        ),
        vatRate,
      }));
    };
  return [...goods.flatMap(family('goods')), ...services.flatMap(family('service'))];
}
