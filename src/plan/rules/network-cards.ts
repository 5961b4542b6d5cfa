import { hardwareFixed } from './draft.ts';
import { isBareMetal } from './machine-kind.ts';
import { NOTHING, type Rule } from './rule.ts';

/** The ids by which udev knows the card, and what its port can do. */
const CARD = { vendor: '8086', device: '1563' };
const SPEEDS = [100, 1000, 2500, 5000, 10_000].map((speed) => `${speed}baset-full`);

/**
 * A link file of one's own stands in for systemd's 99-default.link, so what that says of names and
 * addresses is said again.
 */
export const x550: Rule = {
  id: 'network/x550',
  source:
    'Linux drivers/net/ethernet/intel/ixgbe: ixgbe_phy_setup_link_copper; systemd.link(5), 99-default.link',
  reason: 'The Intel X550 can run at 2.5 and 5 Gbit/s, which its driver does not offer unasked.',
  apply: (context) => {
    if (!isBareMetal(context)) return NOTHING;
    const cards = context.facts.pci.filter(
      ({ vendor, device }) => vendor === CARD.vendor && device === CARD.device,
    );
    if (cards.length === 0) return NOTHING;
    const link = {
      matchConfig: {
        attrs: {
          Driver: 'ixgbe',
          Property: [`ID_MODEL_ID=0x${CARD.device}`, `ID_VENDOR_ID=0x${CARD.vendor}`],
        },
      },
      linkConfig: {
        attrs: {
          Advertise: SPEEDS,
          AlternativeNamesPolicy: ['database', 'onboard', 'slot', 'path', 'mac'],
          MACAddressPolicy: 'persistent',
          NamePolicy: ['keep', 'kernel', 'database', 'onboard', 'slot', 'path'],
        },
      },
    };
    return {
      settings: [
        hardwareFixed(
          'systemd.network.links',
          { attrs: { '80-x550': { attrs: link } } },
          cards.map(({ address }) => `pci[${address}]`),
        ),
      ],
    };
  },
};
