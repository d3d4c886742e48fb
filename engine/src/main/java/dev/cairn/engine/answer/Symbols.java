package dev.cairn.engine.answer;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names that formulas are made of. */
final class Symbols {
  /** Commands that stand for a number that is not known. */
  static final Set<String> GREEK =
      Set.of(
          ("alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu"
                  + " xi rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi"
                  + " Sigma Phi Psi Omega ell hbar")
              .split(" "));

  /** Names after which an argument follows; the longer ones before those that they begin with. */
  static final List<String> FUNCTIONS =
      List.of(
          "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "sin", "cos", "tan", "cot", "sec",
          "csc", "exp", "log", "lg", "ln");

  /** Symbols that are functions where they stand before a bracket. */
  static final Set<String> CALLED = Set.of("f", "g", "F", "G");

  /** Longer runs of letters are words and no product of symbols. */
  static final int MAX_RUN = 3;

  private Symbols() {}

  /** The function or constant that a run of letters begins with, or null. */
  static @Nullable String functionAt(String run) {
    if (run.equals("pi") || run.equals("sqrt")) {
      return run;
    }
    for (String name : FUNCTIONS) {
      if (run.startsWith(name) && run.length() - name.length() < MAX_RUN) {
        return name;
      }
    }
    return null;
  }
}
