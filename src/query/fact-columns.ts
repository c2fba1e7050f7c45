import type { HistoryEvent } from "#core/history.ts";
import type { FactPage } from "#query/fact-pages.ts";
import type { Part } from "#query/reading.ts";

/** What is the same of all facts of one name. */
export interface NameOfFacts {
  name: string;
  done: boolean;
}

interface Block {
  nameId: number;
  persons: Uint32Array;
  times: Float64Array;
  seqs: Uint32Array;
}

/** Facts of many people in about 32 bytes each, until they are asked for person by person. */
export interface FactColumns {
  size(): number;
  add(page: FactPage): void;
  /** Forgets everybody who is not in this part, and takes nobody else from now on. */
  keep(part: Part): void;
  /** Everybody's facts; nothing can be added any more. */
  sorted(): SortedFacts;
}

/** Facts of one person after the other, each by time and then by arrival. */
export interface SortedFacts {
  /** Where the facts of each person end, by the person's number; they begin where those of the one before end. */
  ends: Uint32Array;
  /** ms */
  times: Float64Array;
  seqs: Uint32Array;
  nameIds: Uint32Array;
}

export function createFactColumns(): FactColumns {
  let blocks: Block[] = [];
  let own: Part = { part: 0, parts: 1 };
  const size = () => blocks.reduce((sum, { persons }) => sum + persons.length, 0);
  return {
    size,
    add({ nameId, persons, times, seqs }) {
      const block: Block = {
        nameId,
        persons: Uint32Array.from(persons),
        times: Float64Array.from(times),
        seqs: Uint32Array.from(seqs),
      };
      // A page may have been on its way when people were let go.
      blocks.push(own.parts === 1 ? block : blockOf(own, block));
    },
    keep(part) {
      own = part;
      blocks = blocks.map((block) => blockOf(part, block));
    },
    sorted() {
      const facts = sortedByPerson(blocks, size());
      blocks = [];
      putInOrder(facts);
      return facts;
    },
  };
}

function blockOf({ part, parts }: Part, { nameId, persons, times, seqs }: Block): Block {
  const isKept = (_: number, at: number) => (persons[at] ?? 0) % parts === part;
  return { nameId, persons: persons.filter(isKept), times: times.filter(isKept), seqs: seqs.filter(isKept) };
}

/** A counting sort: numbers of people are dense. */
function sortedByPerson(blocks: readonly Block[], size: number): SortedFacts {
  let most = 0;
  for (const { persons } of blocks) for (const person of persons) if (person > most) most = person;
  // What is one place too far while facts are counted is in its own place when all are put.
  const ends = new Uint32Array(most + 2);
  for (const { persons } of blocks) for (const person of persons) ends[person + 1] = (ends[person + 1] ?? 0) + 1;
  for (let person = 1; person < ends.length; person += 1) ends[person] = (ends[person] ?? 0) + (ends[person - 1] ?? 0);
  const times = new Float64Array(size);
  const seqs = new Uint32Array(size);
  const nameIds = new Uint32Array(size);
  for (const block of blocks) {
    for (let at = 0; at < block.persons.length; at += 1) {
      const person = block.persons[at] ?? 0;
      const place = ends[person] ?? 0;
      ends[person] = place + 1;
      times[place] = block.times[at] ?? 0;
      seqs[place] = block.seqs[at] ?? 0;
      nameIds[place] = block.nameId;
    }
  }
  return { ends, times, seqs, nameIds };
}

/** Longest run that is put in order by insertion, where that is the quickest way. */
const MAX_INSERTED = 64;

/** Puts each person's facts in order: they come name by name, each name's in order. */
function putInOrder(facts: SortedFacts): void {
  const { ends, times, seqs, nameIds } = facts;
  let begin = 0;
  for (const end of ends) {
    if (end - begin > MAX_INSERTED) sortRun(facts, begin, end);
    else {
      for (let from = begin + 1; from < end; from += 1) {
        const time = times[from] ?? 0;
        const seq = seqs[from] ?? 0;
        let to = from;
        for (; to > begin; to -= 1) {
          const before = times[to - 1] ?? 0;
          if (before < time || (before === time && (seqs[to - 1] ?? 0) < seq)) break;
        }
        if (to === from) continue;
        const nameId = nameIds[from] ?? 0;
        for (const column of [times, seqs, nameIds]) column.copyWithin(to + 1, to, from);
        times[to] = time;
        seqs[to] = seq;
        nameIds[to] = nameId;
      }
    }
    begin = end;
  }
}

function sortRun({ times, seqs, nameIds }: SortedFacts, begin: number, end: number): void {
  const compare = (a: number, b: number) => (times[a] ?? 0) - (times[b] ?? 0) || (seqs[a] ?? 0) - (seqs[b] ?? 0);
  const order = Array.from({ length: end - begin }, (_, at) => begin + at).toSorted(compare);
  for (const column of [times, seqs, nameIds])
    column.set(
      order.map((at) => column[at] ?? 0),
      begin,
    );
}

/** Everybody who has facts. */
export function personsOf({ ends }: SortedFacts): number[] {
  const persons: number[] = [];
  for (let person = 0; person < ends.length; person += 1) {
    if ((ends[person] ?? 0) > (ends[person - 1] ?? 0)) persons.push(person);
  }
  return persons;
}

/** An event of which nobody asks for properties. */
export class BareEvent implements HistoryEvent {
  readonly ts: number;
  readonly seq: number;
  readonly name: string;
  readonly done: boolean;
  constructor(ts: number, seq: number, { name, done }: NameOfFacts) {
    this.ts = ts;
    this.seq = seq;
    this.name = name;
    this.done = done;
  }
  property(): undefined {
    return undefined;
  }
}

/** A person's events; none of somebody who has no facts. */
export function eventsOf(
  { ends, times, seqs, nameIds }: SortedFacts,
  names: ReadonlyMap<number, NameOfFacts>,
  person: number,
): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  const end = ends[person] ?? 0;
  for (let at = ends[person - 1] ?? 0; at < end; at += 1) {
    const name = names.get(nameIds[at] ?? 0);
    if (name !== undefined) events.push(new BareEvent(times[at] ?? 0, seqs[at] ?? 0, name));
  }
  return events;
}
