package dev.cairn.jobs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.cairn.engine.config.RewardSpec;
import dev.cairn.engine.config.RunSpec;
import dev.cairn.engine.config.RunSpec.Experiment;
import dev.cairn.engine.search.Aggregation;
import dev.cairn.jobs.TreeArchive.Entry;
import dev.cairn.jobs.TreeQuery.Packed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Packs the searches of an experiment: a JSON object with {@code question}, {@code reference},
 * {@code status}, {@code stop}, {@code failure}, {@code message}, {@code vote} (the experiment's
 * own), {@code seconds}, {@code aggregation}, and the lists {@code nodes} (path, visits, finish,
 * fate, steps of text, characters left out, tokens, log-probability and reward), {@code candidates}
 * and {@code decisions}. Texts are cut after {@link #TEXT} characters.
 *
 * @param dataSet before the ids of its problems, see {@link RunSpec#problemName}
 * @param vote the experiment's own
 * @param aggregation of its reward; null without one
 */
record TreePacker(String dataSet, String vote, @Nullable Aggregation aggregation)
    implements Serializable {
  /** Characters of a text that are kept. */
  static final int TEXT = 4_000;

  /** Characters of a question that are listed. */
  private static final int LISTED = 160;

  // ASCII only: half a surrogate pair cannot be written as UTF-8.
  private static final JsonFactory JSON =
      new JsonFactoryBuilder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  static TreePacker of(RunSpec spec, Experiment experiment) {
    RewardSpec reward = spec.rewards().get(experiment.reward());
    return new TreePacker(
        spec.problemName(experiment, ""),
        Judge.name(experiment.vote()),
        reward == null ? null : reward.aggregation());
  }

  /** A row of the table of problems, joined with the lists of the others. */
  Packed pack(Row row) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      int nodes;
      try (JsonGenerator json = JSON.createGenerator(new GZIPOutputStream(bytes))) {
        json.writeStartObject();
        problem(json, row);
        nodes = nodes(json, list(row, "steps_rows"));
        candidates(json, list(row, "candidates_rows"));
        decisions(json, list(row, "decisions_rows"));
        json.writeEndObject();
      }
      String tree = Base64.getEncoder().encodeToString(bytes.toByteArray());
      return new Packed(entry(row, nodes, tree.length()), tree);
    } catch (IOException e) {
      throw new UncheckedIOException("a tree cannot be packed", e);
    }
  }

  private Entry entry(Row row, int nodes, int bytes) {
    boolean correct =
        list(row, "decisions_rows").stream()
            .anyMatch(
                each -> each.<String>getAs("vote").equals(vote) && each.<Boolean>getAs("correct"));
    Long tokens = row.getAs("generated_tokens");
    return new Entry(
        row.getAs("experiment"),
        dataSet + row.getAs("problem"),
        row.<Integer>getAs("repetition"),
        cut(row.getAs("question"), LISTED),
        row.<String>getAs("status").equals("failed"),
        correct,
        row.<Integer>getAs("candidates"),
        row.<Integer>getAs("correct_candidates"),
        nodes,
        tokens == null ? 0 : tokens,
        bytes);
  }

  private void problem(JsonGenerator json, Row row) throws IOException {
    for (String field : List.of("question", "reference", "status", "stop", "failure", "message")) {
      String value = row.getAs(field);
      json.writeStringField(field, value == null ? null : cut(value, TEXT));
      if (field.equals("question")) {
        json.writeNumberField(
            "questionLeftOut", value == null ? 0 : Math.max(0, value.length() - TEXT));
      }
    }
    json.writeStringField("vote", vote);
    json.writeStringField("aggregation", aggregation == null ? null : Judge.name(aggregation));
    number(json, "seconds", row.getAs("seconds"));
  }

  /** Rows of steps, those of a node one after another; returns the number of nodes. */
  private static int nodes(JsonGenerator json, List<Row> steps) throws IOException {
    json.writeArrayFieldStart("nodes");
    int nodes = 0;
    for (int i = 0; i < steps.size(); ) {
      Row first = steps.get(i);
      String node = first.getAs("node");
      json.writeStartArray();
      json.writeString(node);
      json.writeNumber(first.<Integer>getAs("visits"));
      json.writeString(first.<String>getAs("finish"));
      json.writeString(first.<String>getAs("fate"));
      json.writeStartArray();
      for (; i < steps.size() && steps.get(i).<String>getAs("node").equals(node); i++) {
        step(json, steps.get(i));
      }
      json.writeEndArray();
      json.writeEndArray();
      nodes++;
    }
    json.writeEndArray();
    return nodes;
  }

  private static void step(JsonGenerator json, Row step) throws IOException {
    String text = step.getAs("text");
    if (text == null) {
      return;
    }
    json.writeStartArray();
    json.writeString(text);
    json.writeNumber(Math.max(0, step.<Integer>getAs("left_out")));
    for (String column : List.of("tokens", "log_prob", "reward")) {
      number(json, step.getAs(column));
    }
    json.writeEndArray();
  }

  private void candidates(JsonGenerator json, List<Row> candidates) throws IOException {
    json.writeArrayFieldStart("candidates");
    for (Row candidate : candidates) {
      List<Double> rewards = candidate.getList(candidate.fieldIndex("rewards"));
      json.writeStartArray();
      json.writeString(candidate.<String>getAs("node"));
      string(json, candidate.getAs("answer"));
      string(json, candidate.getAs("answer_rule"));
      json.writeBoolean(candidate.<Boolean>getAs("correct"));
      json.writeString(candidate.<String>getAs("finish"));
      json.writeNumber(candidate.<Integer>getAs("tokens"));
      number(json, aggregation == null || rewards.isEmpty() ? null : aggregation.apply(rewards));
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static void decisions(JsonGenerator json, List<Row> decisions) throws IOException {
    json.writeArrayFieldStart("decisions");
    for (Row decision : decisions) {
      json.writeStartArray();
      json.writeString(decision.<String>getAs("vote"));
      string(json, decision.getAs("answer"));
      number(json, decision.getAs("candidate"));
      json.writeBoolean(decision.<Boolean>getAs("correct"));
      json.writeNumber(decision.<Double>getAs("share"));
      json.writeNumber(decision.<Integer>getAs("classes"));
      json.writeBoolean(decision.<Boolean>getAs("tied"));
      json.writeEndArray();
    }
    json.writeEndArray();
  }

  private static List<Row> list(Row row, String column) {
    int index = row.fieldIndex(column);
    return row.isNullAt(index) ? List.of() : row.getList(index);
  }

  private static void string(JsonGenerator json, @Nullable String text) throws IOException {
    if (text == null) {
      json.writeNull();
    } else {
      json.writeString(cut(text, TEXT));
    }
  }

  private static void number(JsonGenerator json, String name, @Nullable Number value)
      throws IOException {
    json.writeFieldName(name);
    number(json, value);
  }

  private static void number(JsonGenerator json, @Nullable Number value) throws IOException {
    if (value == null) {
      json.writeNull();
    } else if (value instanceof Integer whole) {
      json.writeNumber(whole);
    } else {
      // Four digits are more than anybody reads off a node.
      double rounded = Math.round(value.doubleValue() * 1e4) / 1e4;
      json.writeNumber(rounded);
    }
  }

  /** The first characters, whole ones. */
  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    return text.substring(
        0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
  }
}
