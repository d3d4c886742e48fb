package dev.cairn.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.jobs.RunMetrics.RoleCalls;
import dev.cairn.jobs.io.Tables;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class CallQueryTest {
  private static Row server(String role, String endpoint, long calls, long retries) {
    return RowFactory.create(
        role, endpoint, calls, 9L, retries, 2L, 4L, 1L, 0L, 100L, 60L, 30L, 0.1, 0.2, 0.3, 0.4, 0.5,
        0.6);
  }

  private static Row call(String role, String address, boolean replayed) {
    return RowFactory.create("p", role, "m", address, 10L, 5L, 3L, 0.5, replayed);
  }

  @Test
  void addsUpTheServersOfARoleAndTheCallsThatItsLogAnsweredAgain() {
    SparkSession spark = LocalSpark.session();
    List<Row> servers =
        List.of(
            server("policy", "a", 20, 3), server("policy", "b", 10, 1), server("prm", "c", 7, 0));
    List<Row> calls =
        List.of(
            call("policy", "1", true),
            call("policy", "2", true),
            call("policy", "3", false),
            call("prm", "4", false),
            call("judge", "5", true));

    assertThat(
            new CallQuery(
                    spark.createDataFrame(servers, Tables.WORKERS),
                    spark.createDataFrame(calls, Tables.CALLS))
                .byRole())
        .hasSize(3)
        .containsEntry("policy", new RoleCalls(30, 4, 4, 8, 2, 200, 120, 60))
        .containsEntry("prm", new RoleCalls(7, 0, 2, 4, 0, 100, 60, 30))
        .containsEntry("judge", new RoleCalls(0, 0, 0, 0, 1, 0, 0, 0));
  }
}
