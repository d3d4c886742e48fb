package dev.cairn.engine.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cairn.engine.worker.ScriptedServer;
import dev.cairn.engine.worker.ScriptedServer.Reply;
import dev.cairn.engine.worker.ScriptedServer.Request;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Servers in front of a server that works: they hand calls on to it and answers back, except where
 * a fault is due: at one in so many of the different calls.
 */
final class FaultyFleet implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final URI behind;
  private final UnaryOperator<Reply> fault;
  private final int oneIn;
  private final boolean lasting;
  private final List<ScriptedServer> servers = new ArrayList<>();
  private final List<URI> urls = new ArrayList<>();
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final Set<String> faulty = ConcurrentHashMap.newKeySet();
  private final AtomicInteger calls = new AtomicInteger();
  private volatile Runnable onCall = () -> {};

  /**
   * Servers in front of another.
   *
   * @param fault makes a bad answer of a good one
   * @param oneIn of how many different calls one has a fault
   * @param lasting whether a call with a fault has it each time, and not only the first time
   */
  FaultyFleet(URI behind, int size, UnaryOperator<Reply> fault, int oneIn, boolean lasting) {
    this.behind = behind;
    this.fault = fault;
    this.oneIn = oneIn;
    this.lasting = lasting;
    for (int i = 0; i < size; i++) {
      servers.add(new ScriptedServer(this::answer));
      urls.add(servers.get(i).url());
    }
  }

  List<URI> urls() {
    return urls;
  }

  /** Calls that came, without probes. */
  int calls() {
    return calls.get();
  }

  /** Runs something at every call, before it is answered. */
  void atEveryCall(Runnable what) {
    onCall = what;
  }

  /** A server dies, with all its connections. */
  void stop(int server) {
    servers.get(server).close();
  }

  /** It listens at its old port again. */
  void start(int server) {
    servers.set(server, new ScriptedServer(this::answer, urls.get(server).getPort()));
  }

  private Reply answer(Request request) {
    boolean call = request.method().equals("POST");
    if (call) {
      calls.incrementAndGet();
      onCall.run();
    }
    Reply good = forwarded(request);
    return call && faultDue(request.body()) ? fault.apply(good) : good;
  }

  private boolean faultDue(String body) {
    if (seen.add(body) && Math.floorMod(body.hashCode(), oneIn) == 0) {
      faulty.add(body);
      return true;
    }
    return lasting && faulty.contains(body);
  }

  private Reply forwarded(Request request) {
    HttpRequest.Builder to = HttpRequest.newBuilder(behind.resolve(request.path()));
    if (request.method().equals("POST")) {
      to.header("Content-Type", "application/json").POST(BodyPublishers.ofString(request.body()));
    }
    try {
      var answer = CLIENT.send(to.build(), BodyHandlers.ofByteArray());
      return Reply.of(answer.statusCode(), new String(answer.body(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    servers.forEach(ScriptedServer::close);
  }
}
