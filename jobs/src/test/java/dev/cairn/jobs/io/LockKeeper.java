package dev.cairn.jobs.io;

import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** A process that holds a run until its standard input ends or it is killed. */
final class LockKeeper {
  private LockKeeper() {}

  /**
   * Takes the run and says so.
   *
   * @param args the run directory
   */
  public static void main(String[] args) throws IOException {
    try (RunLock lock =
        RunLock.acquire(
            new TextFiles(new Configuration()),
            new RunDirectory(new Path(args[0])),
            "app-keeper",
            RunLock.Terms.USUAL)) {
      lock.require();
      System.out.println("held");
      System.in.transferTo(System.out);
    }
  }
}
