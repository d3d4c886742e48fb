package dev.cairn.engine.simulate;

/**
 * One step of a word problem.
 *
 * @param operator what is done
 * @param operand with which number, at least 1
 */
record Operation(Operator operator, long operand) {

  /** The four ways to change a number. */
  enum Operator {
    ADD('+'),
    SUBTRACT('-'),
    MULTIPLY('*'),
    DIVIDE('/');

    private final char sign;

    Operator(char sign) {
      this.sign = sign;
    }

    char sign() {
      return sign;
    }

    static Operator of(char sign) {
      for (Operator operator : values()) {
        if (operator.sign == sign) {
          return operator;
        }
      }
      throw new IllegalArgumentException("sign must be one of + - * / but was " + sign);
    }
  }

  /** What {@code value} becomes; a division that leaves a rest is rounded down. */
  long apply(long value) {
    return with(value, operand);
  }

  /** What {@code value} becomes if the operand is misread as {@code other}. */
  long with(long value, long other) {
    if (operator == Operator.ADD) {
      return value + other;
    }
    if (operator == Operator.SUBTRACT) {
      return value - other;
    }
    return operator == Operator.MULTIPLY ? value * other : Math.floorDiv(value, other);
  }
}
