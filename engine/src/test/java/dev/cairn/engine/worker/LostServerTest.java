package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.engine.worker.RetryingWorker.Backoff;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a pool makes of many calls to one server that fail together, over real sockets. */
class LostServerTest {
  private static final int CALLS = 40;

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void countsCallsThatFailTogetherOnceEachAndSendsEachAgainOnceItsServerIsThere()
      throws IOException {
    int port = freePort();
    URI url = URI.create("http://127.0.0.1:" + port);
    try (WorkerPool pool = Pools.of(4 * CALLS, Timer.SYSTEM, url)) {
      RetryingWorker worker =
          new RetryingWorker(
              pool, new Backoff(6, Duration.ZERO, Duration.ZERO, 1, 2 * CALLS), Timer.SYSTEM);
      List<CompletableFuture<String>> sent =
          IntStream.range(0, CALLS)
              .mapToObj(
                  i -> worker.send(new Call<>("/x", "{\"call\":" + i + "}", "p", 1, json -> "")))
              .toList();
      await().until(() -> pool.waiting() == CALLS);
      EndpointStats lost = pool.stats().get(0);

      assertThat(lost.breaker()).isEqualTo("open");
      assertThat(lost.failures()).isPositive().isEqualTo(lost.calls());
      assertThat(lost.inFlight()).isZero();
      try (ScriptedServer server = new ScriptedServer(request -> Reply.ok("{}"), port)) {
        sent.forEach(CompletableFuture::join);

        EndpointStats found = pool.stats().get(0);
        assertThat(found.calls()).isEqualTo(found.failures() + CALLS);
        assertThat(server.requests().stream().map(Request::path).filter("/x"::equals))
            .hasSize(CALLS);
        assertThat(server.requests().stream().map(Request::body).filter(body -> !body.isEmpty()))
            .doesNotHaveDuplicates()
            .hasSize(CALLS);
      }
    }
  }
}
