package dev.cairn.engine.run;

/**
 * What is run and resumed as a whole: one experiment on one problem, once.
 *
 * @param experiment its name in the run
 * @param problem its id in the problem set
 * @param repetition from 0
 */
public record WorkItem(String experiment, String problem, int repetition) {}
