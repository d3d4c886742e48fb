package dev.cairn.jobs.io.format;

import dev.cairn.engine.config.UserException;
import java.io.Serializable;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a file is read for, with all formats in which it may come.
 *
 * @param <T> what a row means
 * @param name such as pools
 * @param id what must differ between rows
 * @param formats in the order in which they are tried
 */
public record Kind<T>(String name, Id<T> id, List<Format<T>> formats) implements Serializable {
  /**
   * What makes a row of a kind unique.
   *
   * @param <T> what a row means
   */
  @FunctionalInterface
  public interface Id<T> extends Serializable {
    /** The id, or null where rows may be alike. */
    @Nullable String of(T row);
  }

  /**
   * The format of a name.
   *
   * @throws UserException naming the formats there are
   */
  public Format<T> named(String format) {
    return formats.stream()
        .filter(each -> each.name().equals(format))
        .findFirst()
        .orElseThrow(
            () ->
                new UserException(
                    "--format must be one of %s for %s but was %s"
                        .formatted(names(), name, format)));
  }

  /** The only format, or null if there are several to be told apart. */
  public @Nullable Format<T> only() {
    return formats.size() == 1 ? formats.get(0) : null;
  }

  /** The first format that fits a row, or null. */
  public @Nullable Format<T> recognise(Fields row) {
    return formats.stream().filter(each -> each.fits(row)).findFirst().orElse(null);
  }

  /** The names of all formats. */
  public String names() {
    return formats.stream().map(Format::name).collect(Collectors.joining(", "));
  }
}
