/** Flags that every command understands. */
export interface CommonFlags {
  json?: boolean | undefined;
  quiet?: boolean | undefined;
  verbose?: boolean | undefined;
  color?: boolean | undefined;
}

/** Flags of the commands that read machines. */
export interface SourceFlags extends CommonFlags {
  'accept-new-host-key'?: boolean | undefined;
}

/** Flags of the commands that derive a host. */
export interface HostFlags extends SourceFlags {
  from?: string[] | undefined;
  host?: string | undefined;
  profile?: string | undefined;
  out?: string | undefined;
  answers?: string | undefined;
  set?: string[] | undefined;
  ask?: boolean | undefined;
}
