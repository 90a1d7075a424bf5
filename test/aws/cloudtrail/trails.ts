/** A trail, with what it records. */
export interface TrailSettings {
  readonly name: string;
  readonly homeRegion?: string;
  /** The management account's, for a trail of an organization. */
  readonly account?: string;
  readonly multiRegion?: boolean;
  readonly organization?: boolean;
  /** @default true */
  logging?: boolean;
  /** In the shape of the API; one kind of selectors only. */
  eventSelectors?: readonly object[];
  advancedEventSelectors?: readonly object[];
}

export interface Trail extends TrailSettings {
  readonly arn: string;
  readonly homeRegion: string;
  readonly account: string;
}

/** The trails of all accounts. */
export class Trails {
  readonly all = new Map<string, Trail>();

  constructor(private readonly own: { readonly account: string; readonly region: string }) {}

  create(settings: TrailSettings): Trail {
    const { homeRegion = this.own.region, account = this.own.account } = settings;
    const arn = `arn:aws:cloudtrail:${homeRegion}:${account}:trail/${settings.name}`;
    const trail = { ...settings, homeRegion, account, arn };
    this.all.set(arn, trail);
    return trail;
  }

  /** Trails that an account sees in a Region; those made elsewhere are shadows there. */
  seenIn(region: string, account: string, shadows: boolean): readonly Trail[] {
    return [...this.all.values()].filter(
      (trail) =>
        (trail.account === account || trail.organization === true) &&
        (trail.homeRegion === region || (shadows && trail.multiRegion === true)),
    );
  }
}
