package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.engine.worker.AdaptiveLimit.Place;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdaptiveLimitTest {
  private static List<Place> fill(AdaptiveLimit limit) {
    List<Place> places = new ArrayList<>();
    while (limit.hasRoomFor(1)) {
      places.add(limit.enter(1));
    }
    return places;
  }

  private static void answer(AdaptiveLimit limit, Place place) {
    limit.leave(place);
    limit.answered(place);
  }

  /** Answers every call of a full house once, oldest first, each place being taken again. */
  private static void round(AdaptiveLimit limit, Deque<Place> house) {
    for (int left = house.size(); left > 0; left--) {
      answer(limit, house.remove());
      house.addAll(fill(limit));
    }
  }

  /** As many calls as are let in, all of which found the limit used up. */
  private static Deque<Place> fullHouse(AdaptiveLimit limit) {
    Deque<Place> house = new ArrayDeque<>();
    fill(limit)
        .forEach(
            place -> {
              limit.leave(place);
              house.add(limit.enter(1));
            });
    return house;
  }

  @Test
  void startsAtAQuarterOfTheCeilingAndDoublesByTheRound() {
    AdaptiveLimit limit = new AdaptiveLimit(1024);
    assertThat(limit.limit()).isEqualTo(256);
    Deque<Place> house = fullHouse(limit);
    round(limit, house);
    assertThat(limit.limit()).isEqualTo(512);
    round(limit, house);
    round(limit, house);
    assertThat(limit.limit()).isEqualTo(1024);
  }

  @Test
  void startsAtASmallCeilingAtOnce() {
    assertThat(new AdaptiveLimit(5).limit()).isEqualTo(5);
  }

  @Test
  void doesNotGrowWhileItIsNotUsedUp() {
    AdaptiveLimit limit = new AdaptiveLimit(1024);
    for (int i = 0; i < 10_000; i++) {
      answer(limit, limit.enter(1));
    }
    assertThat(limit.limit()).isEqualTo(256);
  }

  @Test
  void takesAQuarterOffOncePerEpisodeAndGrowsBySixteenthsFromThen() {
    AdaptiveLimit limit = new AdaptiveLimit(64);
    Deque<Place> house = fullHouse(limit);
    round(limit, house);
    round(limit, house);
    assertThat(limit.limit()).isEqualTo(64);
    List<Place> before = new ArrayList<>(house);
    int episodes = 0;
    for (Place place : before.subList(0, 20)) {
      limit.leave(place);
      episodes += limit.overloaded(place) ? 1 : 0;
    }
    assertThat(episodes).isEqualTo(1);
    assertThat(limit.limit()).isEqualTo(48);

    before.subList(20, 64).forEach(place -> answer(limit, place));
    assertThat(limit.limit()).as("answers to calls from before the cut").isEqualTo(48);

    house = fullHouse(limit);
    round(limit, house);
    assertThat(limit.limit()).isBetween(51, 53);

    Place later = house.remove();
    limit.leave(later);
    assertThat(limit.overloaded(later)).as("another episode").isTrue();
  }

  @Test
  void cutsFromWhatWasReallyUnderWay() {
    AdaptiveLimit limit = new AdaptiveLimit(64);
    Place first = limit.enter(4);
    Place second = limit.enter(4);
    limit.leave(first);
    var unused = limit.overloaded(first);

    assertThat(limit.limit()).isEqualTo(6);
    limit.leave(second);
  }

  @Test
  void neverFallsBelowOneAndLetsALargerCallInAlone() {
    AdaptiveLimit limit = new AdaptiveLimit(2);
    for (int i = 0; i < 9; i++) {
      Place place = limit.enter(1);
      limit.leave(place);
      var unused = limit.overloaded(place);
    }
    assertThat(limit.limit()).isEqualTo(1);
    assertThat(limit.hasRoomFor(8)).isTrue();
    Place place = limit.enter(8);
    assertThat(limit.hasRoomFor(1)).isFalse();
    limit.leave(place);
  }

  @Test
  void refusesACeilingBelowOne() {
    assertThatThrownBy(() -> new AdaptiveLimit(0))
        .hasMessage("sequences in flight must be at least 1 but was 0");
  }
}
