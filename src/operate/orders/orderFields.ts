/** How an order is worked. */
export const algorithmFields = [
  'algo',
  'over',
  'slices',
  'jitter',
  'share',
  'display',
  'profile',
  'riskAversion',
] as const;

/** At which prices, until when and how: what may be said of a new order, and of a change of one. */
const manner = ['price', 'stopPx', 'tif', 'expire', ...algorithmFields] as const;

/** What may be said of an order, by the names that files, the API and errors use. */
export const orderFields = [
  'clOrdId',
  'book',
  'account',
  'list',
  'side',
  'quantity',
  'instrument',
  'ordType',
  ...manner,
  'reduceOnly',
  'position',
  'leverage',
  'slippage',
  'block',
  'text',
] as const;

export type OrderField = (typeof orderFields)[number];

/** An order as it was written: text as it stands, so that no number goes through a float. What is absent was not said. */
export type OrderFields = Readonly<Partial<Record<OrderField, string>>>;

/** What may be said of a change of an order. */
export const changeFields = ['quantity', ...manner, 'slippage'] as const satisfies readonly OrderField[];

export type ChangeFields = Readonly<Partial<Record<(typeof changeFields)[number], string>>>;

/** FIX names of the same, as other systems write them. */
const fixNames: Readonly<Record<string, OrderField>> = {
  clordid: 'clOrdId',
  orderqty: 'quantity',
  qty: 'quantity',
  symbol: 'instrument',
  timeinforce: 'tif',
  expiretime: 'expire',
  listid: 'list',
  strategy: 'book',
  algorithm: 'algo',
  limit: 'price',
  stop: 'stopPx',
  maxslippage: 'slippage',
  because: 'text',
};

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');
const byPlainName = new Map<string, OrderField>([
  ...orderFields.map((field): [string, OrderField] => [plain(field), field]),
  ...Object.entries(fixNames),
]);

/** Which field a title means: `ClOrdID`, `cl_ord_id`, `OrderQty`; undefined where none. */
export const fieldOf = (title: string): OrderField | undefined => byPlainName.get(plain(title));

/** One thing wrong with an order as it was written. */
export interface FieldProblem {
  /** null: about the order as a whole. */
  field: OrderField | null;
  message: string;
  mend: string;
}
