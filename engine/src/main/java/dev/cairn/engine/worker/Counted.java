package dev.cairn.engine.worker;

/** An answer that tells what it took. */
public interface Counted {
  /** Tokens of the whole call. */
  TokenCount tokens();
}
