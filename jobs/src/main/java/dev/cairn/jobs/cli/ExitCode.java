package dev.cairn.jobs.cli;

/** The exit codes of every {@code cairn} command. */
final class ExitCode {
  /** The command did what it was asked. */
  static final int DONE = 0;

  /** The user's mistake, told in one line on standard error: what, where, what to do. */
  static final int USER_MISTAKE = 2;

  /** A bug of Cairn, shown with its stack trace. */
  static final int BUG = 3;

  /** The run finished and its tables are written, but more items failed than the run allows. */
  static final int ITEMS_FAILED = 4;

  /** The sweep finished, and its regression gate failed. */
  static final int GATE_FAILED = 5;

  private ExitCode() {}
}
