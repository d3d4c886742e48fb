package dev.cairn.jobs.io;

import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;

/**
 * The schemas of a run's tables. Every table but that of the calls begins with the work item:
 * experiment, problem, repetition. {@code jobs/README.md} explains each column.
 */
public final class Tables {
  private static final DataType DOUBLES = createArrayType(DoubleType, false);

  /** One row per work item: what became of it. */
  public static final StructType PROBLEMS =
      item()
          .add("question", StringType, false)
          .add("reference", StringType, true)
          .add("status", StringType, false)
          .add("stop", StringType, true)
          .add("budget_tokens", LongType, true)
          .add("failure", StringType, true)
          .add("message", StringType, true)
          .add("candidates", IntegerType, false)
          .add("correct_candidates", IntegerType, false);

  /** One row per finished candidate. */
  public static final StructType CANDIDATES =
      item()
          .add("candidate", IntegerType, false)
          .add("node", StringType, false)
          .add("text", StringType, false)
          .add("finish", StringType, false)
          .add("steps", IntegerType, false)
          .add("tokens", IntegerType, false)
          .add("answer", StringType, true)
          .add("answer_rule", StringType, true)
          .add("correct", BooleanType, false)
          .add("rewards", DOUBLES, false);

  /** One row per step of every node of the search tree. */
  public static final StructType STEPS =
      item()
          .add("node", StringType, false)
          .add("parent", StringType, false)
          .add("kept", IntegerType, false)
          .add("position", IntegerType, false)
          .add("text", StringType, true)
          .add("tokens", IntegerType, true)
          .add("log_prob", DoubleType, true)
          .add("reward", DoubleType, true)
          .add("finish", StringType, false)
          .add("visits", IntegerType, false)
          .add("fate", StringType, false);

  /** One row per work item and vote, or selection from its tree. */
  public static final StructType DECISIONS =
      item()
          .add("vote", StringType, false)
          .add("answer", StringType, true)
          .add("candidate", IntegerType, true)
          .add("node", StringType, true)
          .add("correct", BooleanType, false)
          .add("expected", DoubleType, false)
          .add("share", DoubleType, false)
          .add("classes", IntegerType, false)
          .add("tied", BooleanType, false);

  /** One row per work item: what it cost. */
  public static final StructType USAGE =
      item()
          .add("rounds", LongType, false)
          .add("policy_calls", LongType, false)
          .add("samples", LongType, false)
          .add("prompt_tokens", LongType, false)
          .add("cached_tokens", LongType, false)
          .add("generated_tokens", LongType, false)
          .add("reward_calls", LongType, false)
          .add("scored", LongType, false)
          .add("reward_tokens", LongType, false)
          .add("reward_generated_tokens", LongType, false)
          .add("seconds", DoubleType, false);

  /** The schema of every table, by its name. */
  public static final Map<String, StructType> SCHEMAS =
      Collections.unmodifiableMap(
          new TreeMap<>(
              Map.of(
                  "problems", PROBLEMS,
                  "candidates", CANDIDATES,
                  "steps", STEPS,
                  "decisions", DECISIONS,
                  "usage", USAGE)));

  /** One row per server of a role: what was asked of it. The only table without work items. */
  public static final StructType WORKERS =
      new StructType()
          .add("role", StringType, false)
          .add("endpoint", StringType, false)
          .add("calls", LongType, false)
          .add("sequences", LongType, false)
          .add("retries", LongType, false)
          .add("hedges", LongType, false)
          .add("failures", LongType, false)
          .add("overloads", LongType, false)
          .add("breaker_openings", LongType, false)
          .add("prompt_tokens", LongType, false)
          .add("cached_tokens", LongType, false)
          .add("generated_tokens", LongType, false)
          .add("queue_seconds_p50", DoubleType, false)
          .add("queue_seconds_p99", DoubleType, false)
          .add("latency_seconds_p50", DoubleType, false)
          .add("latency_seconds_p90", DoubleType, false)
          .add("latency_seconds_p99", DoubleType, false)
          .add("latency_seconds_max", DoubleType, false);

  /** One row per call that the call log holds; a call may serve several work items. */
  public static final StructType CALLS =
      new StructType()
          .add("problem", StringType, false)
          .add("role", StringType, false)
          .add("model", StringType, false)
          .add("address", StringType, false)
          .add("prompt_tokens", LongType, true)
          .add("cached_tokens", LongType, true)
          .add("generated_tokens", LongType, true)
          .add("seconds", DoubleType, false)
          .add("replayed", BooleanType, false);

  private Tables() {}

  private static StructType item() {
    return new StructType()
        .add("experiment", StringType, false)
        .add("problem", StringType, false)
        .add("repetition", IntegerType, false);
  }
}
