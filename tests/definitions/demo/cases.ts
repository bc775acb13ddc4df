import type { Random } from './random.ts';
import type { StoryBook } from './story.ts';

/** Offers that have come no further than an answer, in every stage: 22 documents. */
function offers(book: StoryBook, random: Random): void {
  for (let i = 0; i < 5; i++) book.tell(random.int(1, 12), (it) => void it.create('offer'));
  for (let i = 0; i < 5; i++) {
    book.tell(random.int(3, 20), (it) => {
      const offer = it.create('offer');
      it.wait(0, 1);
      it.fire('SEND', offer);
    });
  }
  for (let i = 0; i < 9; i++) {
    book.tell(random.int(60, 170), (it) => {
      const offer = it.create('offer');
      it.wait(0, 2);
      if (i < 2) return it.fire('CANCEL', offer);
      it.fire('SEND', offer);
      if (i < 6) {
        it.wait(4, 20);
        it.fire('DECLINE', offer, { reason: random.pick(declined) });
      } else {
        it.wait(33, 45);
        it.fire('EXPIRE', offer);
      }
    });
  }
  for (let i = 0; i < 3; i++) book.tell(random.int(8, 25), (it) => acceptedOffer(it));
}

const declined = [
  'Prețul altui furnizor a fost mai bun.',
  'Termen de livrare prea lung.',
  'Klient zrezygnował z inwestycji.',
  'Wybrano tańszą ofertę.',
];

type Told = Parameters<Parameters<StoryBook['tell']>[1]>[0];

function acceptedOffer(it: Told, home = false): string {
  const offer = it.create('offer', { home });
  it.wait(0, 1);
  it.fire('SEND', offer);
  it.wait(1, 6);
  it.fire('ACCEPT', offer);
  return offer;
}

function confirmedOrder(it: Told, order: string): string {
  it.wait(0, 2);
  it.fire('CONFIRM', order);
  return order;
}

/** Converts, waits a little and fires: the usual step of a case. */
function next(
  it: Told,
  conversion: string,
  event: string,
  ...sources: Parameters<Told['convert']>[1][]
): string {
  it.wait(1, 5);
  const made = it.convert(conversion, ...sources);
  it.fire(event, made);
  return made;
}

/** Proformas, paid and not, and what becomes of them: 16 documents. */
function proformas(book: StoryBook, random: Random): void {
  for (let i = 0; i < 3; i++) {
    book.tell(random.int(10, 30), (it) => void next(it, 'offer-to-proforma', 'ISSUE', acceptedOffer(it)));
  }
  for (let i = 0; i < 2; i++) {
    book.tell(random.int(50, 150), (it) => {
      const proforma = next(it, 'offer-to-proforma', 'ISSUE', acceptedOffer(it));
      it.wait(2, 9);
      it.fire('PAY', proforma);
      const invoice = next(it, 'proforma-to-invoice', 'POST', proforma);
      next(it, 'invoice-to-payment', 'POST', invoice);
    });
  }
  book.tell(6, (it) => void it.create('proforma'));
  book.tell(40, (it) => it.fire('CANCEL', it.create('proforma')));
}

/** Orders that are still under way: 33 documents. */
function openOrders(book: StoryBook, random: Random): void {
  for (let i = 0; i < 2; i++)
    book.tell(random.int(6, 18), (it) => void it.convert('offer-to-order', acceptedOffer(it)));
  for (let i = 0; i < 2; i++) {
    book.tell(
      random.int(12, 30),
      (it) => void confirmedOrder(it, it.convert('offer-to-order', acceptedOffer(it))),
    );
  }
  for (let i = 0; i < 4; i++) {
    book.tell(random.int(20, 60), (it) => {
      const order = confirmedOrder(it, it.convert('offer-to-order', acceptedOffer(it)));
      const note = next(it, 'order-to-delivery-note', 'DELIVER', { record: order, lines: it.half() });
      next(it, 'delivery-note-to-invoice', 'POST', note);
    });
  }
  for (let i = 0; i < 3; i++) {
    book.tell(random.int(25, 90), (it) => {
      const order = it.create('order');
      if (i < 2) it.fire('CONFIRM', order);
      it.wait(1, 5);
      it.fire('CANCEL', order);
    });
  }
  book.tell(21, (it) => {
    // Invoiced in advance, not delivered yet.
    const order = confirmedOrder(it, it.create('order'));
    next(it, 'order-to-invoice', 'POST', order);
  });
  book.tell(5, (it) => {
    // The goods are being loaded.
    const order = confirmedOrder(it, it.create('order'));
    it.convert('order-to-delivery-note', order);
  });
  book.tell(24, (it) => {
    const order = confirmedOrder(it, it.create('order'));
    const note = next(it, 'order-to-delivery-note', 'DELIVER', order);
    it.wait(1, 2);
    it.fire('CANCEL', note);
  });
}

/** Orders carried to the end: 50 documents. */
function closedOrders(book: StoryBook, random: Random): void {
  for (let i = 0; i < 2; i++) {
    // Two deliveries, one invoice for both, half of it paid so far.
    book.tell(random.int(40, 120), (it) => {
      const order = confirmedOrder(it, it.convert('offer-to-order', acceptedOffer(it, true)));
      const first = next(it, 'order-to-delivery-note', 'DELIVER', { record: order, lines: it.half() });
      const rest = next(it, 'order-to-delivery-note', 'DELIVER', order);
      const invoice = next(it, 'delivery-note-to-invoice', 'POST', first, rest);
      next(it, 'invoice-to-payment', 'POST', { record: invoice, amount: it.share(40) });
    });
  }
  for (let i = 0; i < 5; i++) {
    book.tell(random.int(50, 175), (it) => {
      const order = confirmedOrder(it, it.create('order'));
      next(it, 'order-to-delivery-note', 'DELIVER', order);
      const invoice = next(it, 'order-to-invoice', 'POST', order);
      it.wait(5, 25);
      next(it, 'invoice-to-payment', 'POST', invoice);
    });
  }
  for (let i = 0; i < 3; i++) {
    // The whole chain: offer, proforma, order, delivery note, invoice, payment.
    book.tell(random.int(60, 180), (it) => {
      const proforma = next(it, 'offer-to-proforma', 'ISSUE', acceptedOffer(it));
      const order = confirmedOrder(it, it.convert('proforma-to-order', proforma));
      const note = next(it, 'order-to-delivery-note', 'DELIVER', order);
      const invoice = next(it, 'delivery-note-to-invoice', 'POST', note);
      it.wait(5, 30);
      next(it, 'invoice-to-payment', 'POST', invoice);
    });
  }
}

/** Invoices on their own: unpaid, reversed, credited in part, drafts: 29 documents. */
function invoices(book: StoryBook, random: Random): void {
  for (let i = 0; i < 3; i++) {
    book.tell(random.int(15, 50), (it) => void next(it, 'offer-to-invoice', 'POST', acceptedOffer(it)));
  }
  for (let i = 0; i < 2; i++) book.tell(random.int(10, 110), (it) => it.fire('POST', it.create('invoice')));
  for (let i = 0; i < 2; i++) {
    book.tell(random.int(30, 100), (it) => {
      const invoice = it.create('invoice');
      it.fire('POST', invoice);
      it.wait(1, 10);
      // Reversing makes the credit note by itself.
      it.fire('REVERSE', invoice);
    });
  }
  for (let i = 0; i < 2; i++) {
    book.tell(random.int(40, 120), (it) => {
      const order = confirmedOrder(it, it.create('order'));
      next(it, 'order-to-delivery-note', 'DELIVER', order);
      const invoice = next(it, 'order-to-invoice', 'POST', order);
      next(it, 'invoice-to-credit-note', 'POST', { record: invoice, lines: { L1: '1' } });
    });
  }
  book.tell(4, (it) => void it.create('invoice'));
  book.tell(33, (it) => it.fire('CANCEL', it.create('invoice')));
  book.tell(9, (it) => {
    const invoice = it.create('invoice');
    it.fire('POST', invoice);
    it.convert('invoice-to-payment', invoice);
  });
  book.tell(16, (it) => {
    const invoice = it.create('invoice');
    it.fire('POST', invoice);
    it.fire('CANCEL', it.convert('invoice-to-credit-note', invoice));
    it.convert('invoice-to-credit-note', invoice);
  });
  book.tell(35, (it) => {
    // A payment that bounced.
    const invoice = it.create('invoice');
    it.fire('POST', invoice);
    const payment = next(it, 'invoice-to-payment', 'POST', invoice);
    it.wait(2, 4);
    it.fire('CANCEL', payment);
  });
}

/** Half a year of a trading company in 150 documents, each refused by nobody. */
export function tellCases(book: StoryBook, random: Random): void {
  offers(book, random);
  proformas(book, random);
  openOrders(book, random);
  closedOrders(book, random);
  invoices(book, random);
}
