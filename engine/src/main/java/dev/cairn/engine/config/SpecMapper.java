package dev.cairn.engine.config;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import dev.cairn.engine.search.SearchStrategy;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The mapping between YAML and the records of a run: keys and enum constants in kebab-case,
 * durations as 500ms, 90s, 10m or 2h; everything that does not fit is refused.
 */
final class SpecMapper {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h)");

  private SpecMapper() {}

  static ObjectMapper create(JsonFactory format) {
    ObjectMapper mapper =
        new ObjectMapper(format)
            .setPropertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
            .enable(
                DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .registerModule(module());
    // A key without a value is a mistake, but for what may be absent.
    mapper.setDefaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL));
    for (Class<?> optional :
        List.of(SimulateSpec.class, Double.class, Long.class, SearchStrategy.class)) {
      mapper.configOverride(optional).setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.SET));
    }
    mapper.coercionConfigDefaults().setCoercion(CoercionInputShape.String, CoercionAction.Fail);
    Registry.STRATEGIES.register(mapper);
    Registry.VOTES.register(mapper);
    Registry.REWARDS.register(mapper);
    Registry.WORLDS.register(mapper);
    return mapper;
  }

  static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static SimpleModule module() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(Duration.class, new DurationWriter());
    module.addDeserializer(Duration.class, new DurationReader());
    module.addSerializer(new EnumWriter());
    module.setDeserializerModifier(
        new BeanDeserializerModifier() {
          @Override
          public JsonDeserializer<?> modifyEnumDeserializer(
              DeserializationConfig config,
              JavaType type,
              BeanDescription description,
              JsonDeserializer<?> standard) {
            return new EnumReader(type.getRawClass());
          }
        });
    return module;
  }

  private static final class EnumWriter extends StdSerializer<Enum<?>> {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("unchecked")
    EnumWriter() {
      super((Class<Enum<?>>) (Class<?>) Enum.class);
    }

    @Override
    public void serialize(Enum<?> value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      out.writeString(kebab(value));
    }
  }

  private static final class EnumReader extends StdDeserializer<Enum<?>> {
    private static final long serialVersionUID = 1;

    EnumReader(Class<?> type) {
      super(type);
    }

    @Override
    public Enum<?> deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String name = in.getValueAsString();
      List<Enum<?>> constants =
          Arrays.stream(handledType().getEnumConstants()).<Enum<?>>map(c -> (Enum<?>) c).toList();
      for (Enum<?> constant : constants) {
        if (kebab(constant).equals(name)) {
          return constant;
        }
      }
      return (Enum<?>)
          context.handleWeirdStringValue(
              handledType(),
              name,
              "must be one of %s",
              constants.stream().map(SpecMapper::kebab).toList());
    }
  }

  private static final class DurationWriter extends StdSerializer<Duration> {
    private static final long serialVersionUID = 1;

    DurationWriter() {
      super(Duration.class);
    }

    @Override
    public void serialize(Duration value, JsonGenerator out, SerializerProvider provider)
        throws IOException {
      long millis = value.toMillis();
      if (millis == 0) {
        out.writeString("0ms");
      } else if (millis % 3_600_000 == 0) {
        out.writeString(millis / 3_600_000 + "h");
      } else if (millis % 60_000 == 0) {
        out.writeString(millis / 60_000 + "m");
      } else if (millis % 1000 == 0) {
        out.writeString(millis / 1000 + "s");
      } else {
        out.writeString(millis + "ms");
      }
    }
  }

  private static final class DurationReader extends StdDeserializer<Duration> {
    private static final long serialVersionUID = 1;

    DurationReader() {
      super(Duration.class);
    }

    @Override
    public Duration deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String text = in.getValueAsString("").strip();
      Matcher matcher = DURATION.matcher(text);
      if (!matcher.matches()) {
        return (Duration)
            context.handleWeirdStringValue(
                Duration.class, text, "must be a duration like 500ms, 90s, 10m or 2h");
      }
      long count = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(count);
        case "s" -> Duration.ofSeconds(count);
        case "m" -> Duration.ofMinutes(count);
        default -> Duration.ofHours(count);
      };
    }
  }
}
