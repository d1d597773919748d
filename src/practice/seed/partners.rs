//! Source orgs behind the first one: what each is called and who works there, derived from the seed.

use super::super::dice::Dice;
use super::super::seat::Seat;
use super::{Crew, Plan};

/// More source orgs than this are not seeded.
pub(in crate::practice) const MOST_SOURCES: usize = 200;

/// What makes a source org itself; `number` counts from two.
pub(super) fn plan(seed: &str, number: usize) -> Plan {
    let (subdomain, company) = name(seed, number);
    let mut dice = Dice::new(&format!("{seed} {subdomain}"), "1d7");
    let mut pick = |names: &[&'static str], taken: &mut Vec<usize>| {
        let free: Vec<usize> = (0..names.len()).filter(|place| !taken.contains(place)).collect();
        let place = free
            .get(dice.below("person", free.len()))
            .copied()
            .unwrap_or_default();
        taken.push(place);
        names.get(place).copied().unwrap_or_default()
    };
    let (mut firsts, mut lasts) = (Vec::new(), Vec::new());
    let mut people = vec![(pick(&FIRST_NAMES, &mut firsts), "Admin")];
    for _ in 0..PEOPLE {
        people.push((pick(&FIRST_NAMES, &mut firsts), pick(&LAST_NAMES, &mut lasts)));
    }
    Plan {
        seat: Seat::source(number),
        subdomain,
        company,
        domain: format!("{subdomain}.example"),
        seed: format!("{seed} {subdomain}"),
        suffix: "1d7",
        people,
        groups: GROUPS,
    }
}

/// People besides the administrator.
const PEOPLE: usize = 6;

const GROUPS: &[Crew] = &[
    ("Northwind access", "People who work with Northwind", &[1, 2, 3]),
    ("Sales", "Sales department", &[1, 4]),
    ("Engineering", "Engineering department", &[2, 5, 6]),
];

/// Subdomain and company of a source org; no two numbers share them. There are 199 names, a prime number, so that
/// any stride comes by each of them once.
fn name(seed: &str, number: usize) -> (&'static str, &'static str) {
    let names: Vec<&'static str> = COMPANIES.split(", ").collect();
    let mut dice = Dice::new(seed, "1d7");
    let first = dice.below("company", names.len());
    let stride = 1 + dice.below("company", names.len().saturating_sub(1));
    let place = (first + number * stride) % names.len().max(1);
    let row = names.get(place).copied().unwrap_or_default();
    row.split_once('|').unwrap_or((row, row))
}

pub(super) const FIRST_NAMES: [&str; 24] = [
    "Aisha", "Bruno", "Clara", "Daan", "Edith", "Farid", "Greta", "Hugo", "Ines", "Jakub", "Karin", "Leon",
    "Maya", "Nils", "Olga", "Pablo", "Rosa", "Samir", "Tara", "Ugo", "Vera", "Wanda", "Yusuf", "Zoe",
];

pub(super) const LAST_NAMES: [&str; 24] = [
    "Adler", "Bauer", "Costa", "Dubois", "Eriksen", "Fischer", "Garcia", "Haddad", "Ivanov", "Jensen",
    "Kowalski", "Larsen", "Mbeki", "Nguyen", "Olsen", "Petrov", "Quinn", "Ricci", "Silva", "Tanaka", "Usman",
    "Vogel", "Walsh", "Zhang",
];

/// Subdomain and company name.
const COMPANIES: &str = "\
alder|Alder Foods, amber|Amber Mobility, anchor|Anchor Health, apricot|Apricot Logistics, \
arrow|Arrow Shipping, aspen|Aspen Energy, aster|Aster Robotics, atlas|Atlas Labs, aurora|Aurora Design, \
autumn|Autumn Textiles, badger|Badger Foods, bamboo|Bamboo Mobility, banner|Banner Health, \
barley|Barley Logistics, basalt|Basalt Shipping, basil|Basil Energy, beacon|Beacon Robotics, \
beech|Beech Labs, bellflower|Bellflower Design, birch|Birch Textiles, bison|Bison Foods, \
blossom|Blossom Mobility, boulder|Boulder Health, bramble|Bramble Logistics, breeze|Breeze Shipping, \
bridge|Bridge Energy, bright|Bright Robotics, brook|Brook Labs, buckthorn|Buckthorn Design, \
canopy|Canopy Textiles, canyon|Canyon Foods, caraway|Caraway Mobility, cardinal|Cardinal Health, \
carmine|Carmine Logistics, cascade|Cascade Shipping, cedar|Cedar Energy, chamois|Chamois Robotics, \
cherry|Cherry Labs, chestnut|Chestnut Design, cinder|Cinder Textiles, citron|Citron Foods, \
clay|Clay Mobility, clover|Clover Health, cobalt|Cobalt Logistics, comet|Comet Shipping, \
compass|Compass Energy, copper|Copper Robotics, coral|Coral Labs, cormorant|Cormorant Design, \
cornerstone|Cornerstone Textiles, cotton|Cotton Foods, cove|Cove Mobility, crane|Crane Health, \
crescent|Crescent Logistics, cricket|Cricket Shipping, crystal|Crystal Energy, curlew|Curlew Robotics, \
cypress|Cypress Labs, dahlia|Dahlia Design, dawn|Dawn Textiles, delta|Delta Foods, \
dolphin|Dolphin Mobility, dove|Dove Health, driftwood|Driftwood Logistics, dune|Dune Shipping, \
eagle|Eagle Energy, ebony|Ebony Robotics, echo|Echo Labs, eider|Eider Design, elder|Elder Textiles, \
elm|Elm Foods, ember|Ember Mobility, emerald|Emerald Health, everest|Everest Logistics, \
falcon|Falcon Shipping, fathom|Fathom Energy, fennel|Fennel Robotics, fern|Fern Labs, finch|Finch Design, \
fir|Fir Textiles, fjord|Fjord Foods, flint|Flint Mobility, forest|Forest Health, \
fountain|Fountain Logistics, foxglove|Foxglove Shipping, galleon|Galleon Energy, garnet|Garnet Robotics, \
gazelle|Gazelle Labs, gentian|Gentian Design, ginger|Ginger Textiles, glacier|Glacier Foods, \
granite|Granite Mobility, grove|Grove Health, gull|Gull Logistics, harbour|Harbour Shipping, \
hawthorn|Hawthorn Energy, hazel|Hazel Robotics, heather|Heather Labs, heron|Heron Design, \
hickory|Hickory Textiles, highland|Highland Foods, holly|Holly Mobility, horizon|Horizon Health, \
hyacinth|Hyacinth Logistics, ibis|Ibis Shipping, indigo|Indigo Energy, iris|Iris Robotics, \
ironwood|Ironwood Labs, island|Island Design, ivory|Ivory Textiles, jasmine|Jasmine Foods, \
jasper|Jasper Mobility, juniper|Juniper Health, kelp|Kelp Logistics, kestrel|Kestrel Shipping, \
kingfisher|Kingfisher Energy, lagoon|Lagoon Robotics, lantern|Lantern Labs, larch|Larch Design, \
lark|Lark Textiles, laurel|Laurel Foods, lavender|Lavender Mobility, lemon|Lemon Health, \
lighthouse|Lighthouse Logistics, lilac|Lilac Shipping, lime|Lime Energy, linden|Linden Robotics, \
lotus|Lotus Labs, lupin|Lupin Design, magnolia|Magnolia Textiles, mallard|Mallard Foods, \
mandarin|Mandarin Mobility, maple|Maple Health, marble|Marble Logistics, marigold|Marigold Shipping, \
marlin|Marlin Energy, meadow|Meadow Robotics, mercury|Mercury Labs, meridian|Meridian Design, \
midland|Midland Textiles, mimosa|Mimosa Foods, mistral|Mistral Mobility, monsoon|Monsoon Health, \
moss|Moss Logistics, mulberry|Mulberry Shipping, nectar|Nectar Energy, nightingale|Nightingale Robotics, \
nimbus|Nimbus Labs, nutmeg|Nutmeg Design, oak|Oak Textiles, oasis|Oasis Foods, ocean|Ocean Mobility, \
olive|Olive Health, onyx|Onyx Logistics, opal|Opal Shipping, orchard|Orchard Energy, \
orchid|Orchid Robotics, oriole|Oriole Labs, osprey|Osprey Design, otter|Otter Textiles, \
oxbow|Oxbow Foods, palm|Palm Mobility, papaya|Papaya Health, pebble|Pebble Logistics, \
pelican|Pelican Shipping, pepper|Pepper Energy, petrel|Petrel Robotics, pine|Pine Labs, \
pinnacle|Pinnacle Design, plateau|Plateau Textiles, plover|Plover Foods, plum|Plum Mobility, \
polar|Polar Health, poplar|Poplar Logistics, poppy|Poppy Shipping, prairie|Prairie Energy, \
primrose|Primrose Robotics, quarry|Quarry Labs, quartz|Quartz Design, quince|Quince Textiles, \
rainier|Rainier Foods, raven|Raven Mobility, redwood|Redwood Health, reed|Reed Logistics, \
ridge|Ridge Shipping, river|River Energy, robin|Robin Robotics, rosemary|Rosemary Labs, \
rowan|Rowan Design, saffron|Saffron Textiles, sage|Sage Foods, sandpiper|Sandpiper Mobility, \
sapphire|Sapphire Health, sequoia|Sequoia Logistics, sierra|Sierra Shipping, silver|Silver Energy, \
skylark|Skylark Robotics, slate|Slate Labs, sorrel|Sorrel Design";
#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn two_hundred_source_orgs_have_names_of_their_own() {
        for seed in ["practice", "a", "b"] {
            let names: BTreeSet<_> = (2..=MOST_SOURCES).map(|number| name(seed, number)).collect();
            assert_eq!(names.len(), MOST_SOURCES - 1, "{seed}");
        }
    }

    #[test]
    fn the_seed_decides_who_comes_second() {
        assert_eq!(plan("a", 2).company, plan("a", 2).company);
        assert_ne!(plan("a", 2).company, plan("b", 2).company);
    }

    #[test]
    fn no_two_people_of_an_org_share_a_name() {
        let plan = plan("a", 2);
        let names: BTreeSet<_> = plan.people.iter().collect();
        assert_eq!(names.len(), PEOPLE + 1);
    }
}
