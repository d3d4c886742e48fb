package dev.cairn.engine.worker;

import java.util.List;

/**
 * Answer of a pooling call.
 *
 * @param rows of each text, per step tag, the classes' numbers
 * @param tokens of the whole call
 */
public record Pooling(List<List<List<Double>>> rows, TokenCount tokens) implements Counted {}
