package dev.cairn.jobs.io;

import dev.cairn.jobs.io.format.Place;
import java.io.Serializable;

/**
 * A row that was read, with where it stands.
 *
 * @param <T> what it means; serializable
 * @param place where it stands
 * @param value what it says
 * @param raw the row as it stands in the file
 */
public record Located<T>(Place place, T value, String raw) implements Serializable {}
