package dev.cairn.jobs.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An option's value that is one of an enum's constants, in lower case with dashes.
 *
 * @param constants to choose from
 */
record Choice<E extends Enum<E>>(Class<E> constants) implements ITypeConverter<E> {
  @Override
  public E convert(String value) {
    return Arrays.stream(constants.getEnumConstants())
        .filter(each -> spelled(each).equals(value.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of %s but was '%s'"
                        .formatted(
                            Arrays.stream(constants.getEnumConstants())
                                .map(Choice::spelled)
                                .collect(Collectors.joining(", ")),
                            value)));
  }

  private static String spelled(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
