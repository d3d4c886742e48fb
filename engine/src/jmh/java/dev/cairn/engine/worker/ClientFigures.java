package dev.cairn.engine.worker;

import com.sun.management.OperatingSystemMXBean;
import dev.cairn.engine.simulate.ArithmeticProblem;
import dev.cairn.engine.simulate.ArithmeticProblems;
import dev.cairn.engine.simulate.ArithmeticSettings;
import dev.cairn.engine.simulate.ArithmeticWorld;
import dev.cairn.engine.simulate.FleetSettings;
import dev.cairn.engine.simulate.Latency;
import dev.cairn.engine.simulate.SimulatedFleet;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.async.methods.SimpleHttpRequest;
import org.apache.hc.client5.http.async.methods.SimpleHttpResponse;
import org.apache.hc.client5.http.async.methods.SimpleRequestBuilder;
import org.apache.hc.client5.http.impl.async.CloseableHttpAsyncClient;
import org.apache.hc.client5.http.impl.async.HttpAsyncClients;
import org.apache.hc.client5.http.impl.nio.PoolingAsyncClientConnectionManagerBuilder;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.reactor.IOReactorConfig;
import org.eclipse.jetty.client.BufferingResponseListener;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.client.StringRequestContent;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * What HTTP clients cost: the JDK's, Apache's and Jetty's, and the whole way through pool and
 * dialect over the one in use, each in a JVM of its own with 512 MB of heap, against a simulated policy
 * server in another. A fixed number of calls of one sequence is kept in flight.
 */
public final class ClientFigures {
  private static final int CALLS = Integer.getInteger("calls", 20_000);
  private static final ExecutorService THREADS = Executors.newFixedThreadPool(2);
  private static final String HEAP = "-Xmx512m";

  private ClientFigures() {}

  /** Sends a body and gives the size of the answer. */
  @FunctionalInterface
  private interface Sender {
    CompletableFuture<Integer> send(String body);
  }

  /** Without arguments the whole table. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0) {
      table();
    } else if (arguments[0].equals("server")) {
      serve();
    } else {
      measure(arguments[0], Integer.parseInt(arguments[1]), URI.create(arguments[2]));
    }
  }

  private static void table() throws Exception {
    System.out.println(
        "client | in flight | calls/s | CPU us/call | threads | heap MB after GC | heap MB at most");
    for (int inFlight : new int[] {256, 2000}) {
      for (String client : List.of("jdk", "apache", "jetty", "pool")) {
        Process server = java("server");
        try (BufferedReader out =
            new BufferedReader(new InputStreamReader(server.getInputStream()))) {
          Process one = java(client, String.valueOf(inFlight), out.readLine());
          one.getInputStream().transferTo(System.out);
        } finally {
          server.destroy();
        }
      }
    }
  }

  private static Process java(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "java",
                HEAP,
                "-Dcalls=" + CALLS,
                "-cp",
                System.getProperty("java.class.path"),
                ClientFigures.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** One server with room for all; a sequence takes about a second, as a step does. */
  private static void serve() throws Exception {
    Latency latency = new Latency(4096, 20e-3, 0, 0, 64, 8192, 0, 0, 1);
    try (SimulatedFleet fleet =
        SimulatedFleet.start(
            new ArithmeticWorld(ArithmeticSettings.DEFAULT),
            FleetSettings.loopback(1, 0, latency))) {
      System.out.println(fleet.policyUrls().get(0));
      new CountDownLatch(1).await();
    }
  }

  private static void measure(String client, int inFlight, URI url) throws Exception {
    VllmDialect dialect = new VllmDialect();
    List<Call<Completion>> calls = new ArrayList<>();
    for (ArithmeticProblem each : ArithmeticProblems.generate(4, 500)) {
      calls.add(
          dialect.complete(
              new CompletionRequest(
                  "simulated-policy",
                  Prompt.Text.rendered(
                      "<|im_start|>user\n"
                          + each.problem().question()
                          + "<|im_end|>\n<|im_start|>assistant\n"),
                  1,
                  300,
                  new Sampling(1, 1, 0, calls.size()),
                  List.of("\n\n"),
                  1,
                  each.problem().id())));
    }
    AtomicInteger next = new AtomicInteger();
    WorkerPool pool =
        new WorkerPool(
            new WorkerPool.Settings(inFlight, Duration.ofMinutes(1), 0, null),
            each -> new HttpWorker(HttpTransport.start(), each, dialect, Duration.ofMinutes(5), null),
            Timer.SYSTEM);
    pool.serve(List.of(url));
    Sender sender =
        client.equals("pool")
            ? body -> pool.send(calls.get(next.getAndIncrement() % 500)).thenApply(a -> 1)
            : sender(client, url.resolve("/v1/completions"));
    List<String> bodies = calls.stream().map(Call::body).toList();
    drive(sender, bodies, inFlight, CALLS / 4);
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long began = System.nanoTime();
    long peak = drive(sender, bodies, inFlight, CALLS);
    double seconds = (System.nanoTime() - began) / 1e9;
    cpu = system.getProcessCpuTime() - cpu;
    int threads = ManagementFactory.getThreadMXBean().getPeakThreadCount();
    System.gc();
    System.out.printf(
        "%s | %d | %.0f | %.0f | %d | %d | %d%n",
        client, inFlight, CALLS / seconds, cpu / 1e3 / CALLS, threads, used() >> 20, peak >> 20);
    System.exit(0);
  }

  private static long used() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Keeps so many calls in flight until all are done; gives the most heap seen in use. */
  private static long drive(Sender sender, List<String> bodies, int inFlight, int total)
      throws Exception {
    AtomicInteger sent = new AtomicInteger();
    AtomicLong peak = new AtomicLong();
    CountDownLatch done = new CountDownLatch(total);
    Runnable[] again = new Runnable[1];
    again[0] =
        () -> {
          int number = sent.getAndIncrement();
          if (number < total) {
            sender
                .send(bodies.get(number % bodies.size()))
                .whenCompleteAsync(
                    (size, failure) -> {
                      if (failure != null) {
                        System.err.println(failure);
                      }
                      if (number % 500 == 0) {
                        peak.accumulateAndGet(used(), Math::max);
                      }
                      done.countDown();
                      again[0].run();
                    },
                    THREADS);
          }
        };
    for (int i = 0; i < inFlight; i++) {
      again[0].run();
    }
    done.await();
    return peak.get();
  }

  private static Sender sender(String client, URI url) throws Exception {
    return switch (client) {
      case "jdk" -> jdk(url);
      case "apache" -> apache(url);
      default -> jetty(url);
    };
  }

  private static Sender jdk(URI url) {
    java.net.http.HttpClient client =
        java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .executor(Executors.newFixedThreadPool(2))
            .build();
    return body ->
        client
            .sendAsync(
                HttpRequest.newBuilder(url)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build(),
                BodyHandlers.ofByteArray())
            .thenApply(answer -> answer.body().length);
  }

  private static Sender apache(URI url) {
    CloseableHttpAsyncClient client =
        HttpAsyncClients.custom()
            .setIOReactorConfig(IOReactorConfig.custom().setIoThreadCount(2).build())
            .setConnectionManager(
                PoolingAsyncClientConnectionManagerBuilder.create()
                    .setMaxConnTotal(4096)
                    .setMaxConnPerRoute(4096)
                    .build())
            .build();
    client.start();
    return body -> {
      CompletableFuture<Integer> result = new CompletableFuture<>();
      SimpleHttpRequest request =
          SimpleRequestBuilder.post(url).setBody(body, ContentType.APPLICATION_JSON).build();
      client.execute(
          request,
          new FutureCallback<SimpleHttpResponse>() {
            @Override
            public void completed(SimpleHttpResponse response) {
              result.complete(response.getBodyBytes().length);
            }

            @Override
            public void failed(Exception failure) {
              result.completeExceptionally(failure);
            }

            @Override
            public void cancelled() {
              result.cancel(true);
            }
          });
      return result;
    };
  }

  private static Sender jetty(URI url) throws Exception {
    org.eclipse.jetty.client.HttpClient client = new org.eclipse.jetty.client.HttpClient();
    client.setMaxConnectionsPerDestination(4096);
    client.setMaxRequestsQueuedPerDestination(8192);
    client.setExecutor(new QueuedThreadPool(6));
    client.start();
    return body -> {
      CompletableFuture<Integer> result = new CompletableFuture<>();
      client
          .POST(url)
          .body(new StringRequestContent("application/json", body))
          .send(
              new BufferingResponseListener(1 << 24) {
                @Override
                public void onComplete(Result done) {
                  if (done.isFailed()) {
                    result.completeExceptionally(done.getFailure());
                  } else {
                    result.complete(getContent().length);
                  }
                }
              });
      return result;
    };
  }
}
