import type { Random } from './random.ts';

export interface DemoPartner {
  readonly code: string;
  readonly name: string;
  readonly roles: readonly string[];
  readonly vatId: string;
  readonly registrationNo: string;
  readonly address: {
    readonly street: string;
    readonly city: string;
    readonly county: string;
    readonly postcode: string;
    readonly country: string;
  };
  readonly email: string;
  readonly phone: string;
  readonly paymentDays: number;
  readonly currency: string;
  readonly blocked?: boolean;
}

interface Country {
  readonly code: string;
  readonly count: number;
  readonly trades: readonly string[];
  readonly names: readonly string[];
  readonly forms: readonly string[];
  readonly streets: readonly string[];
  readonly places: readonly (readonly [city: string, county: string, postcode: string, register: string])[];
  readonly currencies: readonly string[];
  readonly phone: string;
}

const romania: Country = {
  code: 'RO',
  count: 36,
  trades: [
    'Brutăria',
    'Tâmplăria',
    'Fabrica de Mobilă',
    'Depozitul',
    'Construcții',
    'Instalații',
    'Florăria',
    'Țesătoria',
    'Atelierul',
    'Cofetăria',
    'Șantierul',
    'Ferma',
  ],
  names: [
    'Târnava',
    'Călimani',
    'Făgăraș',
    'Băneasa',
    'Știrbei',
    'Bârsa',
    'Țarcu',
    'Ceahlău',
    'Înfrățirea',
    'Mureș',
    'Râul Doamnei',
    'Argeș',
    'Bistrița',
    'Vlăsia',
    'Crișana',
    'Dâmbovița',
    'Olănești',
    'Pădurea Verde',
  ],
  forms: ['SRL', 'SRL', 'SRL', 'SA'],
  streets: [
    'Str. Mihai Eminescu',
    'Bd. Unirii',
    'Str. Ștefan cel Mare',
    'Calea Dorobanților',
    'Str. Fântânilor',
    'Str. Țebea',
  ],
  places: [
    ['București', 'București', '010011', 'J40'],
    ['Cluj-Napoca', 'Cluj', '400001', 'J12'],
    ['Iași', 'Iași', '700028', 'J22'],
    ['Brașov', 'Brașov', '500007', 'J08'],
    ['Timișoara', 'Timiș', '300006', 'J35'],
    ['Constanța', 'Constanța', '900178', 'J13'],
    ['Târgu Mureș', 'Mureș', '540026', 'J26'],
    ['Bistrița', 'Bistrița-Năsăud', '420016', 'J06'],
    ['Pitești', 'Argeș', '110017', 'J03'],
  ],
  currencies: ['RON', 'RON', 'RON', 'RON', 'RON', 'EUR'],
  phone: '+40 700 000',
};

const poland: Country = {
  code: 'PL',
  count: 24,
  trades: [
    'Piekarnia',
    'Hurtownia',
    'Zakład Stolarski',
    'Przedsiębiorstwo',
    'Fabryka Okuć',
    'Skład Budowlany',
    'Kwiaciarnia',
    'Wytwórnia',
  ],
  names: [
    'Źródło',
    'Śnieżka',
    'Łęczyca',
    'Żuraw',
    'Gdańskie Nabrzeże',
    'Kościuszko',
    'Białowieża',
    'Święty Krzyż',
    'Wisła',
    'Jagiełło',
    'Dąbrowa',
    'Mąkosz',
  ],
  forms: ['Sp. z o.o.', 'Sp. z o.o.', 'S.A.', 'Sp. j.'],
  streets: ['ul. Mickiewicza', 'ul. Świętojańska', 'al. Jerozolimskie', 'ul. Żeromskiego', 'ul. Łąkowa'],
  places: [
    ['Kraków', 'małopolskie', '30-001', 'KRS'],
    ['Łódź', 'łódzkie', '90-001', 'KRS'],
    ['Wrocław', 'dolnośląskie', '50-001', 'KRS'],
    ['Gdańsk', 'pomorskie', '80-001', 'KRS'],
    ['Poznań', 'wielkopolskie', '60-001', 'KRS'],
    ['Rzeszów', 'podkarpackie', '35-001', 'KRS'],
  ],
  currencies: ['PLN', 'EUR'],
  phone: '+48 500 000',
};

/** Latin letters without marks, for codes and mail addresses; `ł` has no decomposition in Unicode. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ł', 'l').replaceAll('Ł', 'L');
}

function vatId(random: Random, country: string): string {
  // Fictitious on purpose: an id that begins with 9999 is given to nobody in either country.
  return country === 'RO' ? `RO9999${random.int(1000, 9999)}` : `PL9999${random.int(100000, 999999)}`;
}

/** 60 partners, 36 Romanian and 24 Polish, with unique codes and names. */
export function demoPartners(random: Random): readonly DemoPartner[] {
  const partners: DemoPartner[] = [];
  const taken = new Set<string>();
  for (const country of [romania, poland]) {
    let made = 0;
    while (made < country.count) {
      const title = `${random.pick(country.trades)} ${random.pick(country.names)}`;
      const code = plain(title)
        .toUpperCase()
        .replace(/[^A-Z0-9]+/g, '-');
      if (taken.has(code)) continue;
      taken.add(code);
      made++;
      const [city, county, postcode, register] = random.pick(country.places);
      const no = String(partners.length + 1).padStart(3, '0');
      partners.push({
        code,
        name: `${title} ${random.pick(country.forms)}`,
        roles: random.once(6) ? ['customer', 'supplier'] : ['customer'],
        vatId: vatId(random, country.code),
        registrationNo:
          country.code === 'RO'
            ? `${register}/${random.int(100, 9999)}/${random.int(2005, 2025)}`
            : `${register} 0000${random.int(100000, 999999)}`,
        address: {
          street: `${random.pick(country.streets)} ${random.int(1, 180)}`,
          city,
          county,
          postcode,
          country: country.code,
        },
        email: `office@${code.toLowerCase()}.example`,
        phone: `${country.phone} ${no}`,
        paymentDays: random.pick([7, 14, 15, 30, 30, 45, 60]),
        currency: random.pick(country.currencies),
      });
    }
  }
  // One partner is blocked, so that the reason can be seen on a screen; the story never uses the last one.
  return partners.map((partner, index) =>
    index === partners.length - 1 ? { ...partner, blocked: true } : partner,
  );
}
