package dev.cairn.engine.simulate;

/** The sentences of the word problems: a block a situation, its operations marked by their sign. */
final class Situations {
  private Situations() {}

  static final String TEXT =
      """
      {name} keeps {n} marbles in a glass jar.
      + {name} finds {n} more marbles under the sofa and drops them in.
      + A neighbour's child adds {n} marbles to the jar.
      - {name} loses {n} of the marbles at the playground.
      - A little brother takes {n} marbles out of the jar.
      * {name} trades toys with friends until the jar holds {n} times as many marbles.
      / {name} shares all the marbles equally among {n} children, and only one share stays in the jar.
      How many marbles are in the jar now?

      {name} runs a small bakery and starts the morning with {n} rolls on the shelf.
      + {name} bakes another {n} rolls and puts them on the shelf.
      + The oven yields {n} further rolls for the shelf.
      - {name} sells {n} rolls to the people waiting outside.
      - A hotel picks up an order of {n} rolls.
      * {name} bakes so much that the shelf holds {n} times as many rolls as before.
      / The rolls are packed into {n} equal baskets, and all baskets but one are sent away.
      How many rolls are left on the shelf?

      The library of {name}'s village owns {n} books.
      + {name} donates {n} books from the attic to it.
      + The council buys {n} new books for it.
      - Damp walls ruin {n} books, which are thrown out.
      - {name} sorts out {n} books that nobody reads.
      * A merger with other villages makes the collection {n} times as large.
      / The collection is divided equally between {n} branches, and only the first branch is counted from here on.
      How many books does the library count in the end?

      {name} is a farmer who has {n} hens.
      + {name} buys {n} hens at the market.
      + From the incubator come {n} young hens.
      - {name} sells {n} hens to a friend.
      - A fox carries off {n} hens.
      * {name} rears chicks until there are {n} times as many hens.
      / The hens are split evenly over {n} farms of the family, and {name} keeps one part.
      How many hens does the farm have at last?

      On the first day of a fair {name} earns {n} tokens.
      + {name} wins {n} tokens at the ring toss.
      + A stranger gives away {n} tokens, and they all go to our player.
      - {name} spends {n} tokens on rides.
      - A lunch at the fair costs {n} tokens.
      * A lucky wheel multiplies the tokens by {n}.
      / {name} divides the tokens fairly in a group of {n} and keeps one part.
      How many tokens remain at closing time?

      A train leaves {name}'s home town with {n} passengers.
      + At the next stop {n} passengers get on.
      + {name} watches {n} hikers board the train.
      - At a small station {n} passengers get off.
      - {name} helps {n} school children to leave the train.
      * At the capital it fills up to {n} times the number of passengers.
      / The train is cut into {n} parts with equally many passengers, and we follow one part.
      How many passengers are on the train when it arrives?

      {name} collects stamps and has {n} of them in an album.
      + {name} receives {n} stamps from an aunt abroad.
      + An auction brings {n} stamps into the album.
      - {name} gives {n} stamps to a classmate.
      - Sunlight spoils {n} stamps, and they are removed.
      * {name} inherits so many stamps that the album holds {n} times the number.
      / {name} spreads the stamps evenly over {n} albums and keeps just one of them.
      How many stamps does the album contain?

      A water tank in {name}'s garden holds {n} litres.
      + A shower of rain adds {n} litres.
      + {name} pours in {n} litres from the well.
      - {name} uses {n} litres for the tomatoes.
      - Through a leak {n} litres run out.
      * A storm raises the content to {n} times what it was.
      / {name} distributes the water equally over {n} tanks and looks at one of them.
      How many litres are in the tank?

      {name} walks for charity and has collected {n} coins by noon.
      + {name} is handed {n} coins by a passer-by.
      + A shopkeeper contributes {n} coins.
      - {name} returns {n} coins that were given by mistake.
      - The bus ticket costs {n} coins.
      * A sponsor promises to turn the sum into {n} times as much and does so.
      / The sum is parted equally between {n} charities, of which {name} carries one part on.
      How many coins does the walker have in the evening?

      In a computer game {name} starts a level with {n} points.
      + {name} opens a chest worth {n} points.
      + A bonus round brings {n} points.
      - {name} falls into a trap and loses {n} points.
      - An extra life is bought for {n} points.
      * {name} finds a star that makes the score {n} times as high.
      / A curse leaves only one part in {n} of the score.
      What is the score at the end of the level?

      A warehouse that {name} manages stores {n} crates.
      + A lorry delivers {n} crates.
      + {name} accepts {n} crates from another site.
      - {name} ships {n} crates to a customer.
      - An inspection rejects {n} crates, and they go back.
      * Before the holidays the stock grows to {n} times its size.
      / {name} moves the crates in equal lots to {n} halls and goes on with one hall.
      How many crates are in stock?

      {name} plants a meadow and counts {n} tulips in spring.
      + {name} sets {n} new tulips along the fence.
      + Wind-blown seed brings up {n} tulips.
      - Deer eat {n} tulips.
      - {name} cuts {n} tulips for the table.
      * After a mild winter {n} times as many tulips come up.
      / {name} fences the meadow into {n} plots with equally many tulips and tends one plot.
      How many tulips stand in the meadow now?

      A choir led by {name} begins the season with {n} singers.
      + {name} persuades {n} students to join.
      + From a choir that closed come {n} singers.
      - Because of a move {n} singers leave.
      - {name} excuses {n} singers who are ill.
      * For a festival it is enlarged to {n} times its size.
      / {name} forms {n} equal groups and rehearses with one group.
      How many singers stand on the stage?

      {name} saves for a bicycle and has {n} pounds in a tin.
      + {name} earns {n} pounds by washing cars.
      + A birthday card contains {n} pounds for the tin.
      - {name} pays {n} pounds for a present.
      - A broken window costs {n} pounds from the tin.
      * An uncle makes the savings {n} times as large.
      / {name} puts the money into {n} equal piles and leaves one pile in the tin.
      How many pounds are in the tin?
      """;
}
