package dev.cairn.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.search.Finish;
import dev.cairn.engine.search.Request;
import dev.cairn.engine.search.Search;
import dev.cairn.engine.search.Step;
import dev.cairn.engine.search.Trajectory;
import dev.cairn.engine.search.strategy.BeamSearch.Duplicates;
import dev.cairn.engine.search.strategy.BeamSearch.FirstLevel;
import dev.cairn.engine.search.strategy.BeamSearch.Pad;
import dev.cairn.engine.search.strategy.BeamSearch.Trim;
import dev.cairn.engine.search.strategy.BeamSearch.Truncated;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Beam search with the options of a peer against the peer's own rule, written down here as its code
 * has it, on a recorded tree: both take the children of a node in the order in which they were
 * drawn.
 */
class PeerBeamTest {

  /** What the tree says of a node. */
  private record Node(String text, double reward, Finish finish) {}

  /** The nodes by path; several draws may have the same text. */
  private interface Tree {
    Node at(List<Integer> path);
  }

  /** A search in it: which child of a node is drawn next. */
  private static final class Draws {
    private final Map<List<Integer>, Integer> drawn = new HashMap<>();

    List<Integer> next(List<Integer> path) {
      List<Integer> child = new ArrayList<>(path);
      child.add(drawn.merge(path, 1, Integer::sum) - 1);
      return child;
    }
  }

  private static String text(Tree tree, List<Integer> path) {
    StringBuilder text = new StringBuilder();
    for (int depth = 1; depth <= path.size(); depth++) {
      text.append(tree.at(path.subList(0, depth)).text()).append(';');
    }
    return text.toString();
  }

  private static boolean open(Tree tree, List<Integer> path) {
    return tree.at(path).finish() == Finish.SEPARATOR;
  }

  // ---- The peers' rules.

  private static List<List<Integer>> searchAndLearn(
      Tree tree, int n, int m, Duplicates duplicates, Trim trim) {
    Draws draws = new Draws();
    List<List<Integer>> active = new ArrayList<>(Collections.nCopies(n, List.of()));
    List<List<Integer>> completed = new ArrayList<>();
    for (int iteration = 0; iteration < 40; iteration++) {
      if (active.size() != n) {
        List<List<Integer>> tiled = new ArrayList<>();
        for (int repeat = 0; repeat < n / active.size() + 1; repeat++) {
          tiled.addAll(active);
        }
        active = tiled.subList(0, n);
      }
      List<List<Integer>> grown = new ArrayList<>();
      for (List<Integer> beam : active) {
        List<Integer> longer = draws.next(beam);
        (open(tree, longer) ? grown : completed).add(longer);
      }
      if (grown.isEmpty()) {
        break;
      }
      if (duplicates == Duplicates.DROP) {
        Set<String> texts = new HashSet<>();
        grown.removeIf(beam -> !texts.add(text(tree, beam)));
      }
      List<Double> scores = grown.stream().map(beam -> tree.at(beam).reward()).sorted().toList();
      double least = scores.get(Math.max(0, scores.size() - n / m));
      grown.removeIf(beam -> tree.at(beam).reward() < least);
      active = grown;
    }
    if (trim == Trim.BEST_N) {
      completed.sort((a, b) -> Double.compare(tree.at(b).reward(), tree.at(a).reward()));
    }
    List<List<Integer>> pool = new ArrayList<>(completed.subList(0, Math.min(n, completed.size())));
    for (int i = 0; pool.size() < n; i++) {
      pool.add(pool.get(i));
    }
    return pool;
  }

  private static List<List<Integer>> computeOptimal(Tree tree, int width, int beams) {
    Draws draws = new Draws();
    List<List<Integer>> ends = new ArrayList<>();
    Map<List<Integer>, List<List<Integer>>> children = new HashMap<>();
    children.put(List.of(), expanded(tree, draws, List.of(), width));
    List<List<Integer>> frontier = List.of(List.of());
    while (ends.size() < beams && !frontier.isEmpty()) {
      List<List<Integer>> pool = new ArrayList<>();
      for (List<Integer> node : frontier) {
        if (!node.isEmpty() && !open(tree, node)) {
          ends.add(node);
        } else {
          pool.addAll(Objects.requireNonNull(children.get(node)));
        }
      }
      pool.sort((a, b) -> Double.compare(tree.at(b).reward(), tree.at(a).reward()));
      frontier = pool.subList(0, Math.min(beams - ends.size(), pool.size()));
      for (List<Integer> node : frontier) {
        if (open(tree, node)) {
          children.put(node, expanded(tree, draws, node, width / beams));
        }
      }
    }
    return ends;
  }

  /** Children without those that were cut off and without repetitions. */
  private static List<List<Integer>> expanded(
      Tree tree, Draws draws, List<Integer> node, int width) {
    List<List<Integer>> children = new ArrayList<>();
    Set<String> texts = new HashSet<>();
    for (int i = 0; i < width; i++) {
      List<Integer> child = draws.next(node);
      if (tree.at(child).finish() != Finish.TRUNCATED && texts.add(tree.at(child).text())) {
        children.add(child);
      }
    }
    return children;
  }

  // ---- Ours.

  private static BeamSearch likeSearchAndLearn(int n, int m, Duplicates duplicates, Trim trim) {
    return new BeamSearch(
        n,
        m,
        FirstLevel.BEAMS,
        BeamSearch.Finished.REFILL_CYCLIC,
        duplicates,
        Truncated.FINISH,
        trim,
        Pad.CYCLIC,
        0,
        Aggregation.LAST);
  }

  private static BeamSearch likeComputeOptimal(int n, int m) {
    return new BeamSearch(
        n,
        m,
        FirstLevel.BEAMS,
        BeamSearch.Finished.SHRINK,
        Duplicates.DROP,
        Truncated.DISCARD,
        Trim.NONE,
        Pad.NONE,
        0,
        Aggregation.LAST);
  }

  private static List<List<Integer>> pool(BeamSearch beam, Tree tree) {
    Draws draws = new Draws();
    Search search = beam.start(Scripted.PROBLEM, new SplittableRandom(1));
    List<? extends Request> wishes = search.begin();
    while (!wishes.isEmpty()) {
      List<List<Candidate>> children = new ArrayList<>();
      for (Request wish : wishes) {
        List<Candidate> siblings = new ArrayList<>();
        for (int i = 0; i < wish.width(); i++) {
          siblings.add(candidate(tree, wish.from(), draws.next(wish.from().path())));
        }
        children.add(siblings);
      }
      wishes = search.advance(children);
    }
    return Scripted.found(search.candidates());
  }

  private static Candidate candidate(Tree tree, Trajectory from, List<Integer> path) {
    Node node = tree.at(path);
    Trajectory child =
        from.append(
            path.get(path.size() - 1),
            List.of(new Step(node.text() + ";", 1, null)),
            node.finish());
    return new Candidate(child, Collections.nCopies(child.steps().size(), node.reward()));
  }

  // ---- The trees.

  /** Four first steps of which the best is finished; what grows from the others, by hand. */
  private static final Map<String, String> RECORDED =
      Map.ofEntries(
          Map.entry("0", "a .90 !"),
          Map.entry("1", "b .40"),
          Map.entry("2", "c .80"),
          Map.entry("3", "d .30"),
          Map.entry("1,0", "e .75 !"),
          Map.entry("1,1", "f .20"),
          Map.entry("2,0", "g .70"),
          Map.entry("2,1", "g .70"),
          Map.entry("2,0,0", "h .95 !"),
          Map.entry("2,0,1", "i .10 ~"),
          Map.entry("2,1,0", "j .60 !"),
          Map.entry("2,1,1", "k .55 !"),
          Map.entry("2,0,2", "l .50 !"),
          Map.entry("2,0,3", "m .45 !"),
          Map.entry("1,1,0", "n .35 !"),
          Map.entry("1,1,1", "o .65 !"));

  private static final Tree BY_HAND =
      path -> {
        String key = path.toString().replaceAll("[\\[\\] ]", "");
        String[] written = Objects.requireNonNull(RECORDED.get(key), key).split(" ", -1);
        String mark = written.length > 2 ? written[2] : "";
        return new Node(
            written[0],
            Double.parseDouble(written[1]),
            switch (mark) {
              case "!" -> Finish.ANSWERED;
              case "~" -> Finish.TRUNCATED;
              default -> Finish.SEPARATOR;
            });
      };

  /**
   * A tree without end of random nodes.
   *
   * @param words how many texts the children of a node have to choose from
   */
  private static Tree random(long seed, int words) {
    return new Tree() {
      @Override
      public Node at(List<Integer> path) {
        int parent = path.size() == 1 ? 1 : text(this, path.subList(0, path.size() - 1)).hashCode();
        int word = new SplittableRandom(seed * 31 + path.hashCode()).nextInt(words);
        SplittableRandom random = new SplittableRandom(seed * 17 + 31L * parent + word);
        double reward = random.nextDouble();
        int ending = path.size() > 6 ? 0 : random.nextInt(8);
        Finish finish =
            ending < 2 ? Finish.ANSWERED : ending == 2 ? Finish.TRUNCATED : Finish.SEPARATOR;
        return new Node("w" + word, reward, finish);
      }
    };
  }

  @Test
  void findsThePoolOfSearchAndLearnOnTheTreeByHand() {
    List<List<Integer>> found =
        pool(likeSearchAndLearn(4, 2, Duplicates.KEEP, Trim.FIRST_N), BY_HAND);

    // Kept: b and c, in the order found. Of their children e finishes, and the two g are kept.
    assertThat(found)
        .containsExactly(List.of(0), List.of(1, 0), List.of(2, 0, 0), List.of(2, 1, 0))
        .isEqualTo(searchAndLearn(BY_HAND, 4, 2, Duplicates.KEEP, Trim.FIRST_N));
  }

  @Test
  void findsThePoolOfSearchAndLearnWithoutDuplicatesAndTheBestFirst() {
    List<List<Integer>> found =
        pool(likeSearchAndLearn(4, 2, Duplicates.DROP, Trim.BEST_N), BY_HAND);

    // Of the two g the second is dropped, so that f is kept beside the first; the six that finish
    // are o, i (cut off, which counts as finished), h, n, e and a, of which the best four are h, a,
    // e and o.
    assertThat(found)
        .containsExactly(List.of(2, 0, 0), List.of(0), List.of(1, 0), List.of(1, 1, 1))
        .isEqualTo(searchAndLearn(BY_HAND, 4, 2, Duplicates.DROP, Trim.BEST_N));
  }

  @Test
  void findsThePoolOfComputeOptimalTtsOnTheTreeByHand() {
    List<List<Integer>> found = pool(likeComputeOptimal(4, 2), BY_HAND);

    // The finished a takes one of two places, c the other; of the two g one is dropped; h ends it.
    assertThat(found)
        .containsExactly(List.of(0), List.of(2, 0, 0))
        .isEqualTo(computeOptimal(BY_HAND, 4, 2));
  }

  @ParameterizedTest
  @CsvSource({"4, 2", "8, 4", "8, 2", "12, 3", "6, 1", "16, 4"})
  void findsThePoolsOfSearchAndLearnOnRandomTrees(int n, int m) {
    for (long seed = 0; seed < 60; seed++) {
      Tree distinct = random(seed, 1_000_000);
      Tree repeating = random(seed, 5);
      for (Trim trim : List.of(Trim.FIRST_N, Trim.BEST_N)) {
        assertThat(pool(likeSearchAndLearn(n, m, Duplicates.KEEP, trim), distinct))
            .isEqualTo(searchAndLearn(distinct, n, m, Duplicates.KEEP, trim));
        assertThat(pool(likeSearchAndLearn(n, m, Duplicates.DROP, trim), repeating))
            .isEqualTo(searchAndLearn(repeating, n, m, Duplicates.DROP, trim));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 2", "8, 4", "8, 2", "12, 3", "6, 1", "16, 4"})
  void findsThePoolsOfComputeOptimalTtsOnRandomTrees(int n, int m) {
    for (long seed = 0; seed < 60; seed++) {
      for (int words : new int[] {3, 1_000_000}) {
        Tree tree = random(seed, words);
        assertThat(pool(likeComputeOptimal(n, m), tree)).isEqualTo(computeOptimal(tree, n, n / m));
      }
    }
  }
}
