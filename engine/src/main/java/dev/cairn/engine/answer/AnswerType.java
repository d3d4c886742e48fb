package dev.cairn.engine.answer;

/** What an answer was read as. The type of a comparison is that of its reference. */
public enum AnswerType {
  /** A rational number, with a unit, currency or percent sign or without. */
  NUMBER('q'),
  /** Any other number, such as {@code 3\sqrt{2}}, {@code \frac{\pi}{6}} or {@code 6 - 5i}. */
  CONSTANT('n'),
  /** A formula with symbols. */
  EXPRESSION('f'),
  /** An equation that is more than a name for a value. */
  EQUATION('e'),
  /** An inequality, or a chain of them. */
  INEQUALITY('i'),
  /** A tuple, point, vector or interval: in order, between brackets. */
  TUPLE('t'),
  /** A list or a set, in any order. */
  LIST('l'),
  /** A union of sets or intervals. */
  UNION('u'),
  /** A set that is given by a condition. */
  CONDITION('d'),
  /** A matrix or a column vector. */
  MATRIX('m'),
  /** A numeral with its base, such as {@code 52_8}. */
  BASE_NUMERAL('b'),
  /** A time of the day. */
  TIME('h'),
  /** The letter of a multiple choice. */
  CHOICE('c'),
  /** Words. */
  WORDS('w'),
  /** Anything else, compared as it is written. */
  TEXT('s');

  private final char prefix;

  AnswerType(char prefix) {
    this.prefix = prefix;
  }

  /** The type of the answer that has a key of {@link AnswerKey}. */
  public static AnswerType of(String key) {
    for (AnswerType type : values()) {
      if (type.prefix == key.charAt(0)) {
        return type;
      }
    }
    throw new IllegalArgumentException("key must be one of AnswerKey but was " + key);
  }
}
