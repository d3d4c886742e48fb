package dev.cairn.jobs.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cairn.engine.config.RunSpec.CallLogSpec;
import dev.cairn.engine.config.RunSpec.CallLogSpec.Keep;
import dev.cairn.engine.worker.LoggedCall;
import dev.cairn.jobs.io.CallSegments;
import dev.cairn.jobs.io.TaskCalls;
import dev.cairn.jobs.io.TextFiles;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A process that writes answers to a call log until it is killed, and prints which are kept. */
final class EndlessWriter {
  private EndlessWriter() {}

  /**
   * Writes.
   *
   * @param args the directory of the log
   */
  public static void main(String[] args) {
    TextFiles files = new TextFiles(new Configuration());
    TaskCalls calls =
        new TaskCalls(
            files,
            new CallSegments(files, new Path(args[0])),
            new CallLogSpec(Keep.ALWAYS, 100, 3600, Long.MAX_VALUE, List.of()),
            "writer",
            Long.MAX_VALUE,
            List.of("p"));
    for (int i = 0; true; i++) {
      calls.add(call(i)).join();
      System.out.println(i);
    }
  }

  private static LoggedCall call(int number) {
    return new LoggedCall(
        "%064x".formatted(number),
        "policy",
        "m",
        "p",
        0.5,
        null,
        JsonNodeFactory.instance.objectNode().put("number", number));
  }
}
