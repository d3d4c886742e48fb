package dev.cairn.jobs;

import dev.cairn.engine.answer.Answer;
import dev.cairn.engine.answer.AnswerExtractor;
import dev.cairn.engine.answer.AnswerGrader;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.run.TreeNode;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.engine.search.Candidate;
import dev.cairn.engine.vote.Ballot;
import dev.cairn.engine.vote.BestReward;
import dev.cairn.engine.vote.Clustered;
import dev.cairn.engine.vote.Decision;
import dev.cairn.engine.vote.Majority;
import dev.cairn.engine.vote.ShiftedProduct;
import dev.cairn.engine.vote.Ties;
import dev.cairn.engine.vote.Vote;
import dev.cairn.engine.vote.WeightedMajority;
import dev.cairn.jobs.Judgement.Graded;
import dev.cairn.jobs.Judgement.Verdict;
import dev.cairn.jobs.io.StoredOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Reads answers, grades them and holds every vote on an outcome. Costs no call to a worker. */
final class Judge {
  private final RunSpec spec;
  private final Voting voting;
  private final AnswerExtractor extractor;
  private final AnswerGrader grader;

  Judge(RunSpec spec, Voting voting) {
    this.spec = spec;
    this.voting = voting;
    this.extractor = voting.grading().extractor();
    this.grader = voting.grading().grader();
  }

  /** Grades every candidate and holds every vote that is wanted, and the experiment's own. */
  Judgement judge(StoredOutcome outcome) {
    List<Graded> pool = graded(outcome);
    List<Ballot> ballots = ballots(pool);
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    Experiment experiment = experiment(outcome.item().experiment());
    String own = name(experiment.vote());
    votes(experiment)
        .forEach(
            (name, vote) -> {
              if (name.equals(own) || voting.wants(name)) {
                verdicts.put(name, verdict(vote.decide(ballots), pool));
              }
            });
    Map<String, TreeSelection> selections = TreeSelection.of(experiment);
    selections.keySet().removeIf(name -> !voting.wants(name));
    if (!selections.isEmpty()) {
      FinishedNodes finished = finished(outcome, pool);
      selections.forEach((name, selection) -> verdicts.put(name, finished.verdict(selection)));
    }
    return new Judgement(outcome, pool, verdicts);
  }

  /** The finished nodes of an outcome's tree; none of a failed search, which solves nothing. */
  private FinishedNodes finished(StoredOutcome outcome, List<Graded> pool) {
    List<TreeNode> tree = outcome.failure() == null ? outcome.tree() : List.of();
    return new FinishedNodes(
        tree,
        outcome.nodes(),
        pool,
        trajectory -> graded(outcome, new Candidate(trajectory, List.of())));
  }

  /** Whether the vote of an outcome's experiment chose the reference answer. */
  boolean correct(StoredOutcome outcome) {
    List<Graded> pool = graded(outcome);
    Vote vote = experiment(outcome.item().experiment()).vote();
    return verdict(vote.decide(ballots(pool)), pool).correct();
  }

  private List<Graded> graded(StoredOutcome outcome) {
    return outcome.pool().stream().map(candidate -> graded(outcome, candidate)).toList();
  }

  private Graded graded(StoredOutcome outcome, Candidate candidate) {
    String reference = String.valueOf(outcome.problem().answer());
    Answer answer = extractor.extract(candidate.trajectory().text());
    String text = answer == null ? null : answer.text();
    return new Graded(candidate, answer, grader.grade(text, reference).equal());
  }

  private static List<Ballot> ballots(List<Graded> pool) {
    return pool.stream()
        .map(
            graded ->
                new Ballot(
                    graded.answer() == null ? null : graded.answer().text(),
                    graded.candidate().rewards()))
        .toList();
  }

  private static Verdict verdict(Decision decision, List<Graded> pool) {
    Integer chosen = decision.candidate();
    double expected =
        decision.ties().stream().mapToInt(i -> pool.get(i).correct() ? 1 : 0).average().orElse(0);
    return new Verdict(
        chosen == null ? null : pool.get(chosen).candidate().trajectory().path(),
        chosen,
        decision.answer(),
        chosen != null && pool.get(chosen).correct(),
        expected,
        decision.share(),
        decision.classes(),
        decision.tied());
  }

  private Experiment experiment(String name) {
    return spec.experiments().stream()
        .filter(experiment -> experiment.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no experiment is named " + name));
  }

  /** All votes that can be held on an experiment's candidates, by name. */
  static Map<String, Vote> votes(Experiment experiment) {
    Map<String, Vote> votes = new LinkedHashMap<>();
    add(votes, new Majority());
    if (!experiment.reward().equals(RunSpec.NO_REWARD)) {
      add(votes, new Clustered(Clustered.By.SUM, Aggregation.GEOMETRIC_MEAN));
      for (Aggregation aggregation : Aggregation.values()) {
        add(votes, new BestReward(aggregation));
        add(votes, new WeightedMajority(aggregation));
      }
    }
    add(votes, experiment.vote());
    return votes;
  }

  /** The names of all votes and selections that an experiment's outcomes allow. */
  static List<String> choices(Experiment experiment) {
    return Stream.concat(
            votes(experiment).keySet().stream(), TreeSelection.of(experiment).keySet().stream())
        .toList();
  }

  private static void add(Map<String, Vote> votes, Vote vote) {
    votes.put(name(vote), vote);
  }

  /** A vote's name in tables and metrics, such as {@code weighted-majority(last)}. */
  static String name(Vote vote) {
    if (vote instanceof BestReward best) {
      return "best-reward(%s)".formatted(name(best.aggregation()));
    }
    if (vote instanceof WeightedMajority weighted) {
      return "weighted-majority(%s%s)"
          .formatted(name(weighted.aggregation()), ties(", ", weighted.ties()));
    }
    if (vote instanceof Clustered clustered) {
      return "clustered(%s, %s)".formatted(name(clustered.by()), name(clustered.aggregation()));
    }
    if (vote instanceof Majority majority) {
      String ties = ties("", majority.ties());
      return ties.isEmpty() ? "majority" : "majority(%s)".formatted(ties);
    }
    return vote instanceof ShiftedProduct ? "shifted-product" : vote.toString();
  }

  /** Told where they are not the usual ones. */
  private static String ties(String before, Ties ties) {
    return ties == Ties.FIRST_SEEN ? "" : before + name(ties);
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
