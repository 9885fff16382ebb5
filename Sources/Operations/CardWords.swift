// The words of the chair's card: short, common, easy to write down and to read out.

import Store

/// Four words that the chair keeps on a card.
enum CardWords {
  /// Four words, each drawn from 256: 32 bits, hashed slowly and under the scheme key.
  static func draw(_ randomness: Randomness) -> String {
    randomness.bytes(4).map { String(all[Int($0)]) }.joined(separator: " ")
  }

  static let all = """
    apple arrow baker beach berry bird bread brick brush cabin cable camel candle canoe carpet carrot castle cedar
    chair chalk cherry circle clay cliff clock cloud clover coast coffee comet copper coral corner cotton cradle
    crane crayon cup daisy dance dawn deer desert diary dinner donkey door dragon dream drum duck eagle earth east
    echo elbow engine fabric falcon farm fence fern fiddle field finger fire fish flag flame flute forest fox frame
    friend frog frost garden garlic gate ghost giant ginger glass globe glove goat gold goose grape grass gravel
    green guitar hammer hat hazel heart hedge hill holly honey horse hotel house ice island ivory jacket jam jelly
    jewel jungle kettle key kite kitten ladder lake lamp leaf lemon letter lily lion lizard lunch magnet maple marble
    market meadow melon milk mill mint mirror moon moss music needle nest night north nutmeg oak oasis ocean olive
    onion orange otter owl oxygen paddle paint palace paper parcel park parrot path peach pear pebble pencil pepper
    piano picnic pillow pine pirate planet plate plum pocket poem pond pony poppy potato puzzle quilt rabbit rain
    raven ribbon rice river road robin rocket roof rose saddle sail salt sand scarf school seal season seed shadow
    sheep shell ship shore silk silver singer sky snow soap sock spark spider spoon spring square stable star stone
    storm story straw summer sun swan table tea thread tiger toast tower train tree tunnel turtle valley vase velvet
    violet wagon walnut water wave whale wheat willow window winter wolf wood wool yellow zebra
    """.split { $0 == " " || $0 == "\n" }
}
