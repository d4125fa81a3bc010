// Types of the page's data and of what the modules hand to each other. For the type checker alone: no page holds them.

/** [start, end, match, text, requoted, replied], cut off after the last value; see extractor/report/quote_encoding.py. */
export type QuoteValue = [
  start: number | null,
  end: number | null,
  match?: string | null,
  text?: string | null,
  requoted?: number | null,
  replied?: string | null,
];

/** A quote with its text. Offsets count code points of the article's text; null where it was not found. */
export interface Quote {
  start: number | null;
  end: number | null;
  match: string;
  text: string;
  requoted: boolean;
  replied: string | null;
}

export interface Span {
  start: number;
  end: number;
  owner: string;
  field: string;
}

export interface Segment {
  start: number;
  end: number;
  spans: Span[];
}

/** A coded row: its fields are the schema's. */
export type Row = Record<string, any>;

export type Table = "incidents" | "operations" | "statements" | "aggregates";

/** A value of a row that contradicts its words. */
export interface Contradiction {
  field: string;
  value: string;
  words: string;
  reason: string;
}

/** A row with the id of its card. */
export interface CodedRow {
  owner: string;
  table: Table | "notes";
  row: Row;
}

/** The tables that were coded of an article. */
export interface Coded {
  incidents?: Row[];
  operations?: Row[];
  statements?: Row[];
  aggregates?: Row[];
  notes?: Row;
}

export interface Article extends Coded {
  name: string;
  id: string;
  published: string | null;
  state: string;
  kind?: string;
  message?: string;
  metadata: Record<string, string>;
  models: string[];
  recordings: string[];
  text?: string;
  quotes?: { exact: number; folded: number; ungrounded: number; asked_again: number };
  flags?: string[];
  repairs?: number;
}

/** A report of an incident; `article` is null where its article is one of another run. */
export interface IncidentReport {
  article: Article | null;
  incident: string;
  report: string;
  source: number;
  outlet?: string;
  agencies?: string[];
  label?: string;
  published?: string | null;
  article_id?: string;
  evidence?: QuoteValue[];
}

/** Lowest and highest number; null where there is none. */
export interface Range {
  low: number | null;
  high: number | null;
}

/** One casualty figure of one source; `report` is its place among the incident's reports. */
export interface Figure extends Range {
  status: string;
  victims: string | null;
  source: string | null;
  superseded: boolean;
  quote: QuoteValue;
  report: number;
  operation?: string;
}

/** The casualties of an incident in one status: a range, and the figures that it comes from. */
export interface Casualties extends Range {
  status: string;
  open: boolean;
  figures: Figure[];
  parts: Figure[];
  superseded: Figure[];
}

export interface Actor {
  name: string;
  kind: string;
  country: string | null;
}

export interface Incident {
  incident: string;
  type: string;
  status: string;
  summary: string;
  date_start: string | null;
  date_end: string | null;
  date_precision: string;
  place: string | null;
  admin1: string | null;
  country: string | null;
  place_precision: string;
  lat: number | null;
  lon: number | null;
  initiators: Actor[];
  targets: Actor[];
  grade: string;
  grade_reason: string;
  sources: number;
  reports: IncidentReport[];
  tolls: Casualties[];
  operation_tolls: Figure[];
  statements: {
    type: string;
    about: string;
    speaker: string;
    on_behalf_of: string | null;
    quote: QuoteValue;
    report: number;
  }[];
  values: Record<string, [value: string, sources: number, reports: number[]][]>;
  links: [a: number, b: number, outcome: string, reason: string][];
  flags: string[];
  /** What people did with its reports: "a.txt:i1 confirmed by ann, 2024-03-06". */
  reviewed?: string[];
}

/** An incident with coordinates. */
export type PlacedIncident = Incident & { lat: number; lon: number };

/** An incident with a date. */
export type DatedIncident = Incident & { date_start: string; date_end: string };

export type IsPlaced = (incident: Incident) => incident is PlacedIncident;

export type IsDated = (incident: Incident) => incident is DatedIncident;

export interface Frame {
  middle: [lon: number, lat: number];
  unit: number;
  squeeze: number;
  west: number;
}

export interface Country {
  country: string;
  name: string;
  rings: number[][];
}

export interface RunFacts {
  run: string;
  id: string;
  extractor: string;
  prompt: { name: string };
  model: string;
}

export interface PageData {
  facts: RunFacts;
  labels: { type: Record<string, string> };
  articles: Article[];
  incidents: Incident[];
  near: string[];
  map: { frame: Frame; countries: Country[] } | null;
  compare: Comparison | null;
  review: ReviewData | null;
}

export interface OnlyOnOneSide {
  id: string;
  summary: string;
  values: Record<string, string>;
  evidence: string[];
}

export interface ArticleDifference {
  name: string;
  states: [string, string];
  pairs: { a: string; b: string; summary: string; changed: [field: string, a: string, b: string][] }[];
  lost: OnlyOnOneSide[];
  spare: OnlyOnOneSide[];
  new: OnlyOnOneSide[];
  tables: Record<string, [string[], string[]]>;
  changed: [where: string, field: string, a: string, b: string][];
  mistakes: [side: number, kind: string, where: string, text: string][];
}

export interface MetricDelta {
  name: string;
  before: number | null;
  after: number | null;
  p: number;
  held: number;
}

export interface Statistics {
  verdict: string;
  but: string[];
  primary: MetricDelta;
  interval: { low: number; high: number } | null;
  differing: number;
  detectable: number | null;
  needed: number | null;
  fields: MetricDelta[];
}

export interface PromptBlock {
  block: string;
  same: boolean;
  lines: [sign: "=" | "-" | "+" | "…", text: string][] | null;
}

export interface Comparison {
  a: string;
  b: string;
  kind: "run" | "gold";
  articles: ArticleDifference[];
  only: { a: string[]; b: string[] };
  prompt?: PromptBlock[];
  models?: [string, string];
  gold?: { articles: number; left_out: number };
  unjudged?: string;
  errors?: Record<string, number>[];
  statistics?: Statistics;
  metrics?: { name: string; of: string; values: (number | null)[]; between: [number, number] | null }[];
}

/** A field of a form; see extractor/report/form_schema.py. */
export interface Field {
  name: string;
  kind: "quote" | "day" | "count" | "flag" | "text" | "choice" | "items";
  list: boolean;
  empty: boolean;
  help?: string;
  most?: number;
  choices?: string[];
  fields?: Field[];
}

export interface GoldFile {
  coding: Row | null;
  by: string | null;
  at: string | null;
  base: string;
}

export interface Draft {
  page: string;
  version: number;
  work: Work;
}

export interface ReviewData {
  by: string;
  blind: boolean;
  served: boolean;
  turns: { article: Article; why: string[] }[];
  forms: Record<string, Field[]>;
  quoting: string[];
  start: Record<string, GoldFile>;
  drafts: Record<string, Draft>;
  pace: number[];
  notices: string[];
}

export type Verdict = "" | "accepted" | "rejected" | "unsure";

/** One coded thing under review; `origin` is set on those that the reviewer made. */
export interface Item {
  key: string;
  table: Table;
  row: Row;
  verdict: Verdict;
  origin?: "split" | "new";
}

/** A correction as the journal and `extractor gold import` take it. */
export interface Correction {
  article: string;
  coding: Row;
  by: string;
  at: string;
  seconds: number;
}

/**
 * The coding of an article while a reviewer works on it. Drafts hold it, so its keys stay as they are.
 *
 * `past` holds earlier states, for undo. `version` counts the changes made in this page, `trail` has the versions of
 * the pages that it continues. `line` is the finished correction, until something changes. `used` are the ids that
 * were ever taken. `base` is the hash of the gold file that it continues.
 */
export interface Work {
  items: Item[];
  notes: Row;
  base: string;
  by: string;
  at: string;
  done: boolean;
  used: string[];
  seconds: number;
  version: number;
  trail: Record<string, number>;
  past: string[];
  line?: Correction;
  touched?: boolean;
  sending?: boolean;
}

export type State = Record<string, string>;

export type Child = string | number | boolean | Node | null | undefined | Child[];

export type Attributes = Record<string, string | number | boolean | null | undefined | ((event: any) => unknown)>;

/** A view of the page: its element, and what it does when the address changes. */
export interface View {
  root: HTMLElement;
  update(state: State): void;
}

/** A control of a form: its element, what follows it, and its value. */
export interface Control {
  node: HTMLElement;
  after?: Child;
  value(): any;
}

/** Words that the reviewer selected in the article's text. */
export interface SelectedText {
  text: string;
  quote: [start: number, end: number];
}
