package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.WorkerException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpWorkerTest {
  private static final HttpTransport CLIENT = HttpTransport.start();
  private static final VllmDialect DIALECT = new VllmDialect();
  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(150);
  private static final long LONGEST = 1 << 20;
  private static final String KEY = "key-9f2c";
  private static final String ANSWER =
      """
      {"choices":[{"index":0,"text":"fünf","finish_reason":"stop","stop_reason":null}],
       "usage":{"prompt_tokens":3,"completion_tokens":2}}""";

  private static HttpWorker worker(URI url, Duration timeout) {
    return new HttpWorker(CLIENT, url, DIALECT, timeout, LONGEST, /* apiKey= */ null);
  }

  private static Call<Completion> call() {
    return DIALECT.complete(
        new CompletionRequest(
            "m",
            Prompt.Text.rendered("Wie viel? →"),
            1,
            9,
            new Sampling(0.5, 1, 0, 3),
            List.of(),
            0,
            "p"));
  }

  private static WorkerException failure(CompletableFuture<?> sent) {
    Throwable thrown = null;
    try {
      sent.join();
    } catch (CompletionException e) {
      thrown = e.getCause();
    }
    assertThat(thrown).isInstanceOf(WorkerException.class);
    return (WorkerException) Objects.requireNonNull(thrown);
  }

  private static WorkerException failure(Reply reply, @Nullable ApiKey key) {
    try (ScriptedServer server = ScriptedServer.inTurn(reply)) {
      HttpWorker worker = new HttpWorker(CLIENT, server.url(), DIALECT, LONG, LONGEST, key);
      WorkerException failure = failure(worker.send(call()));
      assertThat(failure).hasMessageStartingWith(server.url() + ": ");
      return failure;
    }
  }

  @Test
  void postsJsonAndReadsTheAnswer() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(ANSWER).with("X-Extra", "1"))) {
      Completion completion = worker(server.url(), LONG).send(call()).join();

      assertThat(completion.choices().get(0).text()).isEqualTo("fünf");
      assertThat(completion.tokens()).isEqualTo(new TokenCount(3, 0, 2));
      ScriptedServer.Request request = server.requests().get(0);
      assertThat(request.method()).isEqualTo("POST");
      assertThat(request.path()).isEqualTo("/v1/completions");
      assertThat(request.body()).isEqualTo(call().body());
      assertThat(request.headers())
          .containsEntry("content-type", "application/json")
          .doesNotContainKeys("authorization", "upgrade");
    }
  }

  @ParameterizedTest
  @CsvSource({"'',/v1/models", "/,/v1/models", "/behind/proxy,/behind/proxy/v1/models"})
  void getsBelowTheUrlsPath(String below, String path) {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok("{\"data\":[{\"id\":\"m\"}]}"))) {
      URI url = URI.create(server.url() + below);

      assertThat(worker(url, LONG).send(DIALECT.models()).join()).containsExactly("m");
      assertThat(server.requests().get(0).method()).isEqualTo("GET");
      assertThat(server.requests().get(0).path()).isEqualTo(path);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {'error':{'message':'maximum context length is 9'}} | CONTEXT_TOO_LONG",
        "400 | {'object':'error','message':'bad n'} | REFUSED",
        "401 | {'error':'Unauthorized'} | REFUSED",
        "404 | {'error':{'message':'The model `m` does not exist.'}} | REFUSED",
        "429 | busy | OVERLOADED",
        "500 | {'error':{'message':'EngineCore'}} | SERVER_ERROR",
        "503 | '' | OVERLOADED",
      })
  void failsWithTheKindOfAnErrorStatus(int status, String body, Kind kind) {
    WorkerException failure = failure(Reply.of(status, body.replace('\'', '"')), null);

    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure).hasMessageContaining("HTTP " + status);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "gateway says hello",
        "{\"choices\":[{\"index\":0,\"text\":\"a",
        "{\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"stop\",\"x\":NaN}]}",
        "{\"choices\":[{\"index\":0,\"text\":\"a\",\"finish_reason\":\"abort\"}]}",
        "{\"choices\":7}"
      })
  void callsASuccessWithoutTheAnswerMalformed(String body) {
    WorkerException failure = failure(Reply.ok(body), null);

    assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
    assertThat(failure).hasMessageContaining("the answer to /v1/completions is ");
  }

  @ParameterizedTest
  @CsvSource({"302,Location,/elsewhere", "307,Location,/elsewhere", "401,WWW-Authenticate,Basic"})
  void sendsNothingTwiceWhateverTheServerSuggests(int status, String header, String value) {
    try (ScriptedServer server =
        ScriptedServer.inTurn(Reply.of(status, "").with(header, value), Reply.ok(ANSWER))) {
      WorkerException failure = failure(worker(server.url(), LONG).send(call()));

      assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
      assertThat(failure).hasMessageContaining("HTTP " + status);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void keepsNoCookieAndAsksForNoCompression() {
    try (ScriptedServer server =
        ScriptedServer.inTurn(Reply.ok(ANSWER).with("Set-Cookie", "a=b"), Reply.ok(ANSWER))) {
      HttpWorker worker = worker(server.url(), LONG);
      worker.send(call()).join();
      worker.send(call()).join();

      assertThat(server.requests().get(1).headers())
          .containsEntry("user-agent", "cairn")
          .doesNotContainKeys("cookie", "accept-encoding");
    }
  }

  @Test
  void callsAPortWhereNobodyListensUnreachable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    WorkerException failure =
        failure(worker(URI.create("http://127.0.0.1:" + port), LONG).send(call()));

    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure).hasMessageStartingWith("http://127.0.0.1:" + port + ": not reachable");
  }

  @Test
  void callsAConnectionThatIsCutUnreachable() {
    assertThat(failure(Reply.ok(ANSWER).cutAfter(20), null).kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure(Reply.of(500, ANSWER).cutAfter(0), null).kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void givesUpAServerThatNeverAnswersAndClosesItsConnection() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.never())) {
      WorkerException failure = failure(worker(server.url(), SHORT).send(call()));

      assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
      assertThat(failure).hasMessage(server.url() + ": no answer within 150 ms");
      await().until(() -> server.connections() == 0);
    }
  }

  @Test
  void givesUpAServerThatFallsSilentInMidAnswerAndClosesItsConnection() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(ANSWER).silentAfter(20))) {
      WorkerException failure = failure(worker(server.url(), SHORT).send(call()));

      assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
      await().until(() -> server.connections() == 0);
    }
  }

  @Test
  void givesUpAServerThatDoesNotReadWithoutHoldingItsCallerUp() throws IOException {
    // More than the buffers of both sockets hold.
    String large = "\"" + "x".repeat(32 << 20) + "\"";
    Call<String> call = new Call<>("/v1/completions", large, "p", 1, answer -> "");
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpWorker worker = worker(URI.create("http://127.0.0.1:" + deaf.getLocalPort()), SHORT);

      CompletableFuture<String> sent =
          CompletableFuture.supplyAsync(() -> worker.send(call)).thenCompose(Function.identity());

      assertThat(failure(sent).kind()).isEqualTo(Kind.TIMEOUT);
      try (Socket connection = deaf.accept()) {
        assertThat(read(connection)).as("sent before it was given up").isLessThan(large.length());
      }
    }
  }

  /** How much there is to read until the other side closes the connection. */
  private static long read(Socket connection) {
    long length = 0;
    byte[] buffer = new byte[1 << 16];
    try {
      for (int n = 0; n >= 0; n = connection.getInputStream().read(buffer)) {
        length += n;
      }
    } catch (IOException reset) {
      // Closed as well.
    }
    return length;
  }

  @Test
  void endsNoCallUnderWayWhereNewConnectionsAreRefused() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(ANSWER).when(gate))) {
      HttpWorker worker = worker(server.url(), LONG);
      CompletableFuture<Completion> first = worker.send(call());
      await().until(() -> server.open() == 1);
      server.stopListening();

      List<CompletableFuture<Completion>> others =
          Stream.generate(() -> worker.send(call())).limit(20).toList();

      assertThat(others)
          .allSatisfy(sent -> assertThat(failure(sent).kind()).isEqualTo(Kind.UNREACHABLE));
      assertThat(first).isNotDone();
      gate.complete(null);
      assertThat(first.join().choices()).hasSize(1);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void closesTheConnectionOfACancelledCall() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.never())) {
      CompletableFuture<Completion> sent = worker(server.url(), LONG).send(call());
      await().until(() -> server.open() == 1);

      sent.cancel(true);

      await().until(() -> server.hungUp() == 1);
      assertThat(sent).isCancelled();
      assertThat(server.open()).isZero();
    }
  }

  @Test
  void answersOtherCallsWhileOneWaits() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    try (ScriptedServer server =
        ScriptedServer.inTurn(Reply.ok(ANSWER).when(gate), Reply.ok(ANSWER))) {
      HttpWorker worker = worker(server.url(), LONG);
      CompletableFuture<Completion> first = worker.send(call());
      await().until(() -> server.open() == 1);

      assertThat(worker.send(call()).join().choices()).hasSize(1);
      assertThat(first).isNotDone();
      gate.complete(null);
      assertThat(first.join().choices()).hasSize(1);
    }
  }

  @Test
  void sendsTheApiKeyAsBearerToken() {
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(ANSWER))) {
      new HttpWorker(CLIENT, server.url(), DIALECT, LONG, LONGEST, ApiKey.of(KEY))
          .send(call())
          .join();

      assertThat(server.requests().get(0).headers())
          .containsEntry("authorization", "Bearer " + KEY);
    }
  }

  @ParameterizedTest
  @CsvSource({"401", "500", "200"})
  void keepsTheApiKeyOutOfWhatItRepeatsOfTheServersWords(int status) {
    String words = "{\"error\":\"wrong key " + KEY + " of you\"}";

    assertThat(failure(Reply.of(status, words), ApiKey.of(KEY))).hasMessageNotContaining(KEY);
    assertThat(failure(Reply.of(status, KEY), ApiKey.of(KEY))).hasMessageNotContaining(KEY);
  }

  @Test
  void refusesAnApiKeyThatNoHeaderCanCarryWithoutRepeatingIt() {
    assertThatThrownBy(() -> ApiKey.of(KEY + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the API key must be visible ASCII characters only")
        .hasMessageNotContaining(KEY);
  }

  @Test
  void showsItsApiKeyToNobody() {
    assertThat(ApiKey.of(KEY)).hasToString("[API key]");
  }

  @Test
  void callsAnAnswerLongerThanAllowedMalformedAndClosesItsConnection() {
    String body = "\"" + "x".repeat(1 << 21) + "\"";
    try (ScriptedServer server = ScriptedServer.inTurn(Reply.ok(body))) {
      WorkerException failure = failure(worker(server.url(), LONG).send(call()));

      assertThat(failure.kind()).isEqualTo(Kind.MALFORMED);
      assertThat(failure).hasMessageEndingWith("is longer than 1048576 bytes");
      await().until(() -> server.connections() == 0);
    }
  }
}
