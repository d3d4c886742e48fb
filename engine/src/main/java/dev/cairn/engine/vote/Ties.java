package dev.cairn.engine.vote;

import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * Which of several answer classes of equal weight wins. Published votes differ in it, and none is
 * right: the {@linkplain Decision#ties() tied candidates} are in every decision.
 */
public enum Ties {
  /** The class that occurs first in the pool (search-and-learn, openr, Qwen2.5-Math). */
  FIRST_SEEN {
    @Override
    AnswerClass choose(List<AnswerClass> tied, ToIntFunction<AnswerClass> completeAt) {
      return tied.get(0);
    }
  },
  /**
   * The class that was the first to have its weight when the votes were counted one by one: of A,
   * B, B, A the class B (inference_scaling, the code of REBASE).
   */
  FIRST_COMPLETE {
    @Override
    AnswerClass choose(List<AnswerClass> tied, ToIntFunction<AnswerClass> completeAt) {
      return Collections.min(tied, Comparator.comparingInt(completeAt));
    }
  },
  /**
   * Any, with equal chances (its_hub, PRMBench): by a hash of the keys of the tied classes, so that
   * the same answers give the same choice in whatever order they come.
   */
  UNIFORM {
    @Override
    AnswerClass choose(List<AnswerClass> tied, ToIntFunction<AnswerClass> completeAt) {
      List<AnswerClass> byKey =
          tied.stream().sorted(Comparator.comparing(AnswerClass::key)).toList();
      long hash = 0;
      for (AnswerClass each : byKey) {
        hash = mixed(hash + each.key().hashCode());
      }
      return byKey.get((int) Long.remainderUnsigned(hash, byKey.size()));
    }
  };

  /**
   * The winner of at least one class, given in the order in which they first occur.
   *
   * @param completeAt the candidate whose vote gave a class its weight
   */
  abstract AnswerClass choose(List<AnswerClass> tied, ToIntFunction<AnswerClass> completeAt);

  /** Stafford's variant 13 of the finaliser of MurmurHash3, as in SplitMix64. */
  private static long mixed(long value) {
    long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
