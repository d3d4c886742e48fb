package dev.cairn.engine.run;

import dev.cairn.engine.run.SearchOutcome.Stop;
import dev.cairn.engine.search.Expansion;
import dev.cairn.engine.search.Expansion.Extent;
import dev.cairn.engine.search.Request;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a search may still ask for within its budget. For use while nothing is under way. */
final class Spending {
  private record Cost(long children, long tokens) {
    Cost plus(int more, long cost) {
      return new Cost(children + more, tokens + cost);
    }

    double mean() {
      return tokens / (double) children;
    }
  }

  /** What costs alike. */
  private enum Kind {
    STEP,
    SOLUTION,
    REVISION;

    static Kind of(Request request) {
      if (request instanceof Expansion expansion) {
        return expansion.extent() == Extent.STEP ? STEP : SOLUTION;
      }
      return REVISION;
    }
  }

  /** The most children asked for together, as a multiple of those whose cost is known. */
  private static final int TRUST = 4;

  private final Budget budget;
  private final long limit;
  private final Map<Kind, Cost> costs = new EnumMap<>(Kind.class);
  private int amount;

  /**
   * Nothing spent yet.
   *
   * @param limit tokens after which no round is begun, whatever the budget
   */
  Spending(Budget budget, long limit) {
    this.budget = budget;
    this.limit = limit;
  }

  /** Notes what children cost. */
  void spent(Request request, int children, long tokens) {
    costs.merge(
        Kind.of(request), new Cost(children, tokens), (cost, more) -> cost.plus(children, tokens));
  }

  /** Why no round may be begun; null if one may. */
  @Nullable Stop over(Usage usage) {
    if (usage.generatedTokens() >= limit) {
      return Stop.TOKEN_LIMIT;
    }
    boolean called = usage.policyCalls() + usage.rewardCalls() >= budget.calls();
    return budget.calls() > 0 && called ? Stop.CALL_LIMIT : null;
  }

  /**
   * How many children of a round may be asked for together; 0 if the budget pays for none.
   *
   * @param round what has not been asked for
   */
  int affordable(List<? extends Request> round, Usage usage) {
    int wanted = round.stream().mapToInt(Request::width).sum();
    if (budget.tokens().isEmpty()) {
      return wanted;
    }
    if (!round.stream().map(Kind::of).allMatch(costs::containsKey)) {
      return 1;
    }
    // A mean of few children says little of many.
    long trusted = TRUST * costs.values().stream().mapToLong(Cost::children).sum();
    while (amount < budget.tokens().size()) {
      double left = budget.tokens().get(amount) - usage.generatedTokens();
      int whole = count(round, left);
      if (whole > 0) {
        int part = whole == wanted ? wanted : Math.max(1, count(round, left / 2));
        return (int) Math.min(part, trusted);
      }
      amount++;
    }
    return 0;
  }

  /** The children that so many tokens pay for, from the first on. */
  private int count(List<? extends Request> round, double tokens) {
    int count = 0;
    double left = tokens;
    for (Request request : round) {
      double mean = costs.getOrDefault(Kind.of(request), new Cost(1, 0)).mean();
      // Never more than what is left pays for, though nothing was written so far.
      int paid = left < 0 ? 0 : (int) Math.min(request.width(), left / Math.max(mean, 1e-9));
      count += paid;
      if (paid < request.width()) {
        return count;
      }
      left -= paid * mean;
    }
    return count;
  }
}
