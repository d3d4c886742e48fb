package dev.cairn.jobs.io;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Who works on a run.
 *
 * @param host the driver's machine
 * @param processes which of the machine's spaces of process numbers it is in, since containers may
 *     share the name of their machine and not its numbers; empty if the operating system does not
 *     say
 * @param pid the driver's process there
 * @param started when that process began, to tell it from a later one of the same number; empty if
 *     the operating system does not say
 * @param application Spark's id of it
 * @param user its user
 * @param since when it took the run
 */
record LockHolder(
    String host,
    String processes,
    long pid,
    String started,
    String application,
    String user,
    String since) {
  static LockHolder here(String application) {
    ProcessHandle process = ProcessHandle.current();
    return new LockHolder(
        localHost(),
        localProcesses(),
        process.pid(),
        started(process),
        application,
        System.getProperty("user.name", ""),
        Instant.now().toString());
  }

  private static String localHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }

  private static String localProcesses() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  /** Whether it is a process of this machine that runs. */
  boolean isAliveHere() {
    return isHere() && runs();
  }

  /** Whether it was a process of this machine and runs no more. */
  boolean isGoneFromHere() {
    return isHere() && !runs();
  }

  private boolean isHere() {
    // A lock of an earlier version does not say which processes.
    return localHost().equals(host) && localProcesses().equals(processes);
  }

  private boolean runs() {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    return process.isPresent()
        && process.get().isAlive()
        && (started.isEmpty() || started.equals(started(process.get())));
  }

  /** Such as process 4711 on node-3 (application local-17, user eve) since 2026-01-02T03:04:05Z. */
  @Override
  public String toString() {
    return "process %d on %s (application %s, user %s) since %s"
        .formatted(pid, host, application, user, since);
  }
}
