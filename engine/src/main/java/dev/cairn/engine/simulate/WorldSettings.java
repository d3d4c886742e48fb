package dev.cairn.engine.simulate;

/** What a world is made from. */
public interface WorldSettings {
  /**
   * The world.
   *
   * @throws IllegalArgumentException if a file that it needs cannot be read; the message says which
   */
  World open();

  /** What is to be said wherever figures from this world are shown: one sentence, no full stop. */
  String notice();
}
