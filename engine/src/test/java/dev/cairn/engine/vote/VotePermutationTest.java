package dev.cairn.engine.vote;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.search.Aggregation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a vote says of a pool does not depend on the pool's order, up to its rule for ties. */
class VotePermutationTest {
  private static final int POOLS = 2_000;

  static List<Vote> votes() {
    List<Vote> votes = new ArrayList<>();
    for (Ties ties : Ties.values()) {
      votes.add(new Majority(ties));
      votes.add(new WeightedMajority(Aggregation.LAST, ties));
    }
    // Roots and logarithms round, so that these two are left to the test below.
    for (Aggregation aggregation :
        EnumSet.complementOf(EnumSet.of(Aggregation.PRODUCT, Aggregation.GEOMETRIC_MEAN))) {
      votes.add(new BestReward(aggregation));
      votes.add(new Clustered(Clustered.By.SUM, aggregation));
      votes.add(new Clustered(Clustered.By.SIZE, aggregation));
    }
    return votes;
  }

  @ParameterizedTest
  @MethodSource("votes")
  void isTheSameInAnyOrder(Vote vote) {
    Random random = new Random(20_250_101);
    int untied = 0;
    for (int i = 0; i < POOLS; i++) {
      List<Ballot> pool = pool(random);
      List<Integer> order = new ArrayList<>(IntStream.range(0, pool.size()).boxed().toList());
      Collections.shuffle(order, random);
      List<Ballot> shuffled = order.stream().map(pool::get).toList();
      Decision decision = vote.decide(pool);
      Decision other = vote.decide(shuffled);

      assertThat(new TreeMap<>(other.weights())).isEqualTo(new TreeMap<>(decision.weights()));
      assertThat(other.tied()).isEqualTo(decision.tied());
      assertThat(keys(shuffled, other)).isEqualTo(keys(pool, decision));
      boolean unique = vote instanceof Clustered || vote.toString().contains("UNIFORM");
      if (!decision.tied() || unique) {
        assertThat(key(shuffled, other)).isEqualTo(key(pool, decision));
        untied++;
      }
    }
    assertThat(untied).isGreaterThan(POOLS / 3);
  }

  static List<Vote> products() {
    List<Vote> votes = new ArrayList<>(List.of(new ShiftedProduct()));
    for (Aggregation aggregation : List.of(Aggregation.PRODUCT, Aggregation.GEOMETRIC_MEAN)) {
      votes.add(new BestReward(aggregation));
      votes.add(new WeightedMajority(aggregation));
      votes.add(new Clustered(Clustered.By.SUM, aggregation));
      votes.add(new Clustered(Clustered.By.SIZE, aggregation));
    }
    return votes;
  }

  @ParameterizedTest
  @MethodSource("products")
  void choosesTheSameAnswerInAnyOrderWhereNoRewardsAreAlike(Vote vote) {
    Random random = new Random(20_250_102);
    for (int i = 0; i < POOLS; i++) {
      List<Ballot> pool = new ArrayList<>();
      for (int candidate = 0; candidate < 8; candidate++) {
        pool.add(
            new Ballot(
                String.valueOf(random.nextInt(4)),
                List.of(random.nextDouble(), random.nextDouble(), random.nextDouble())));
      }
      List<Ballot> shuffled = new ArrayList<>(pool);
      Collections.shuffle(shuffled, random);

      assertThat(key(shuffled, vote.decide(shuffled))).isEqualTo(key(pool, vote.decide(pool)));
    }
  }

  private static @Nullable String key(List<Ballot> pool, Decision decision) {
    Integer candidate = decision.candidate();
    return candidate == null ? null : pool.get(candidate).key();
  }

  private static List<String> keys(List<Ballot> pool, Decision decision) {
    return decision.ties().stream().map(i -> pool.get(i).key()).distinct().sorted().toList();
  }

  /** Rewards are few powers of two, so that sums are exact and ties are frequent. */
  private static List<Ballot> pool(Random random) {
    List<Ballot> pool = new ArrayList<>();
    int size = 1 + random.nextInt(9);
    for (int i = 0; i < size; i++) {
      List<Double> rewards = new ArrayList<>();
      for (int step = 0; step < 2; step++) {
        rewards.add(Math.scalb(1.0, -random.nextInt(3)));
      }
      int answer = random.nextInt(6);
      String text = answer == 0 ? null : answer == 1 ? "\\frac12" : String.valueOf(answer / 4.0);
      pool.add(new Ballot(text, rewards));
    }
    return pool;
  }
}
