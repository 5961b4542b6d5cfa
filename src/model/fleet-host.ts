/** A machine of a fleet as other tools reach it. */
export interface FleetHost {
  host: string;
  address: string;
  port: number;
  user: string;
  /** Who logs in before NixOS is there, and after it. */
  before: string;
  after: string;
  tags: readonly string[];
  provider: string | null;
  /** Public keys, `type base64`, that its sshd may show. */
  keys: readonly string[];
}
