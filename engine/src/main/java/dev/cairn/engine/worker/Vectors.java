package dev.cairn.engine.worker;

import java.util.List;

/**
 * Numbers of several inputs: logits of a classifier, scores of a cross-encoder, or one number per
 * token.
 *
 * @param values one list per input, in the order of the inputs
 * @param tokens of the whole call
 */
public record Vectors(List<List<Double>> values, TokenCount tokens) implements Counted {}
