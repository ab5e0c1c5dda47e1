// The session: which claim is before the reviewer, what was decided, what is on its way to the file. Knows no element.
// A decision moves on to the next claim at once; the claim is called decided only when the program says that it is on the disk.
import { say, sayOf } from "../language.js";
import { send, type Answer, type Asked, type Claim, type State } from "./model.js";
import type { FilterName } from "./words.js";

interface Listener {
  /** Another claim is before the reviewer. */
  onMove: () => void;
  /** What is known of these claims has changed; null: the list itself has. */
  onChange: (ids: readonly string[] | null) => void;
  onSaved: (text: string) => void;
  onFailed: (text: string) => void;
}

const PASSES: Record<FilterName, (claim: Claim) => boolean> = {
  all: () => true,
  undecided: ({ verdict }) => verdict === "",
  doubtful: ({ doubtful }) => doubtful,
  clashing: ({ clashes }) => clashes > 0,
};

export class Session {
  readonly claims = new Map<string, Claim>();
  visible: string[] = [];
  filter: FilterName = "all";
  /** How many decisions about each claim are on their way to the file. */
  readonly pending = new Map<string, number>();
  private currentId = "";
  private readonly made: { decision: string; claim: string }[] = [];
  private queue: Promise<void> = Promise.resolve();

  constructor(
    readonly state: State,
    private readonly listener: Listener,
  ) {
    for (const claim of state.claims) this.claims.set(claim.id, claim);
  }

  get current(): Claim | null {
    return this.claims.get(this.currentId) ?? null;
  }

  get decided(): number {
    let count = 0;
    for (const { verdict } of this.claims.values()) if (verdict) count++;
    return count;
  }

  isOpen(claim: Claim): boolean {
    return claim.verdict === "" && !this.pending.has(claim.id);
  }

  count(filter: FilterName): number {
    return [...this.claims.values()].filter(PASSES[filter]).length;
  }

  /** Take another filter; a claim that is decided meanwhile stays in the list until the next one is taken. */
  takeFilter(filter: FilterName): void {
    this.filter = filter;
    this.visible = this.inOrder().filter(PASSES[filter]).map(({ id }) => id);
    this.listener.onChange(null);
    if (!this.visible.includes(this.currentId)) this.moveTo(this.firstOpen(0) ?? this.visible[0] ?? "");
    else this.listener.onMove();
  }

  moveTo(id: string): void {
    this.currentId = id;
    this.listener.onMove();
  }

  step(by: 1 | -1): void {
    const next = this.visible[this.visible.indexOf(this.currentId) + by];
    if (next) this.moveTo(next);
  }

  /** Show a claim wherever it is, in the list of all if the filter hides it. */
  show(id: string): void {
    if (!this.visible.includes(id)) this.takeFilter("all");
    this.moveTo(id);
  }

  decide(what: "accept" | "reject" | "correct", why: string, after?: object): void {
    const claim = this.current;
    if (!claim) return;
    this.ask({ what, claim: claim.id, why, ...(after ? { after } : {}) }, claim.id, say("in-short", { text: claim.place, rest: sayOf("rv.verdict", `${what}ed`) }));
    this.advance();
  }

  add(document: number, after: object, why: string): void {
    this.ask({ what: "add", document, after, why }, "", say("rv.claim-added"), ({ claims }) => {
      const fresh = claims.find(({ id }) => !this.claims.has(id));
      return fresh?.id ?? "";
    });
  }

  /** Take back the last decision of this session; without one, the reviewer's own about this claim. */
  undo(): void {
    this.queue = this.queue.then(async () => {
      const last = this.made.at(-1);
      const claim = last?.claim ?? this.currentId;
      const decision = last?.decision ?? this.current?.decision;
      if (!decision) {
        this.listener.onFailed(say("rv.nothing-to-undo"));
        return;
      }
      if (!(await this.attempt({ what: "undo", decision }, claim, say("rv.taken-back"), false))) return;
      if (last) this.made.pop();
      if (this.claims.has(claim)) this.show(claim);
    });
  }

  private ask(asked: Asked, claim: string, told: string, find?: (answer: Answer) => string): void {
    this.mark(claim, 1);
    this.queue = this.queue.then(async () => {
      await this.attempt(asked, claim, told, true, find);
    }).finally(() => this.mark(claim, -1));
  }

  private async attempt(asked: Asked, claim: string, told: string, isUndoable: boolean, find?: (answer: Answer) => string): Promise<boolean> {
    try {
      const answer = await send(asked);
      const added = find?.(answer) ?? "";
      if (isUndoable) this.made.push({ decision: answer.decision, claim: added || claim });
      this.take(answer.claims);
      if (added) this.show(added);
      this.listener.onSaved(say("rv.saved", { text: told }));
      return true;
    } catch (error) {
      this.listener.onFailed(say("rv.not-saved", { text: error instanceof Error ? error.message : String(error) }));
      if (claim) this.moveTo(claim);
      return false;
    }
  }

  /** The claims of a document, as they are now. */
  private take(claims: readonly Claim[]): void {
    const document = claims[0]?.document;
    const now = new Set(claims.map(({ id }) => id));
    let isOther = false;
    for (const claim of [...this.claims.values()]) {
      if (claim.document === document && !now.has(claim.id)) isOther = this.claims.delete(claim.id);
    }
    for (const claim of claims) {
      isOther ||= !this.claims.has(claim.id);
      this.claims.set(claim.id, claim);
    }
    if (isOther) this.takeFilter(this.filter);
    else this.listener.onChange([...now]);
  }

  private mark(claim: string, by: 1 | -1): void {
    if (!claim) return;
    const count = (this.pending.get(claim) ?? 0) + by;
    if (count > 0) this.pending.set(claim, count);
    else this.pending.delete(claim);
    this.listener.onChange([claim]);
  }

  /** On to the next claim that nobody has decided, else to the next one. */
  private advance(): void {
    const at = this.visible.indexOf(this.currentId);
    const next = this.firstOpen(at + 1) ?? this.visible[at + 1] ?? this.firstOpen(0);
    if (next) this.moveTo(next);
    else this.listener.onMove();
  }

  private firstOpen(from: number): string | undefined {
    return this.visible.slice(from).find((id) => this.isOpen(this.claims.get(id)!));
  }

  private inOrder(): Claim[] {
    return [...this.claims.values()].sort((a, b) => a.document - b.document || a.start - b.start || a.end - b.end || (a.id < b.id ? -1 : 1));
  }
}
