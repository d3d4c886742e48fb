package dev.cairn.engine.worker;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server on a free port of the loopback interface that answers each request as a script
 * says, well or badly, and remembers what it was asked. A request counts as as many sequences as
 * its field {@code n} says.
 */
public final class ScriptedServer implements AutoCloseable {
  private static final Pattern N = Pattern.compile("\"n\"\\s*:\\s*(\\d+)");
  private static final int POLL_MILLIS = 5;

  /** What was asked; names of headers in lower case. */
  public record Request(String method, String path, Map<String, String> headers, String body) {}

  /** What follows the part of the body that is sent. */
  private enum Then {
    NEXT_REQUEST,
    CUT,
    SILENCE,
    TRICKLE
  }

  /** What is answered, and when. */
  public record Reply(
      int status,
      String body,
      Map<String, String> headers,
      CompletableFuture<?> gate,
      int sent,
      Then then) {
    public static Reply of(int status, String body) {
      return new Reply(
          status,
          body,
          Map.of("Content-Type", "application/json"),
          CompletableFuture.completedFuture(status),
          bytes(body).length,
          Then.NEXT_REQUEST);
    }

    public static Reply ok(String body) {
      return of(200, body);
    }

    /** No answer, not even headers. */
    public static Reply never() {
      return ok("").when(new CompletableFuture<>());
    }

    /** The same, once the gate is completed. */
    public Reply when(CompletableFuture<?> opens) {
      return new Reply(status, body, headers, opens, sent, then);
    }

    public Reply with(String header, String value) {
      Map<String, String> more = new HashMap<>(headers);
      more.put(header, value);
      return new Reply(status, body, more, gate, sent, then);
    }

    /** Closes the connection after so many bytes of the body. */
    public Reply cutAfter(int bytes) {
      return new Reply(status, body, headers, gate, bytes, Then.CUT);
    }

    /** Sends so many bytes of the body and then a blank every few milliseconds, without end. */
    public Reply trickleAfter(int bytes) {
      return new Reply(status, body, headers, gate, bytes, Then.TRICKLE);
    }

    /** Sends so many bytes of the body and then nothing more. */
    public Reply silentAfter(int bytes) {
      return new Reply(status, body, headers, gate, bytes, Then.SILENCE);
    }
  }

  private final ServerSocket socket;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "scripted-server");
            thread.setDaemon(true);
            return thread;
          });
  private final Function<Request, Reply> script;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final List<Request> requests = new ArrayList<>();
  private int open;
  private int peak;
  private int hungUp;

  public ScriptedServer(Function<Request, Reply> script) {
    this(script, 0);
  }

  /** On a certain port, such as that of a server that was closed. */
  public ScriptedServer(Function<Request, Reply> script, int port) {
    this.script = script;
    try {
      socket = new ServerSocket(port, 1024, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.execute(this::accept);
  }

  /** Gives the replies in turn, and the last of them from then on. */
  public static ScriptedServer inTurn(Reply... replies) {
    List<Reply> left = new ArrayList<>(List.of(replies));
    return new ScriptedServer(
        request -> {
          synchronized (left) {
            return left.size() == 1 ? left.get(0) : left.remove(0);
          }
        });
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  public synchronized List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Sequences under way now. */
  public synchronized int open() {
    return open;
  }

  /** The most sequences that were under way at once. */
  public synchronized int peak() {
    return peak;
  }

  /** Requests whose client closed the connection before it had its answer. */
  public synchronized int hungUp() {
    return hungUp;
  }

  /** Connections that clients keep open. */
  public int connections() {
    return connections.size();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connections.add(connection);
        threads.execute(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      OutputStream out = connection.getOutputStream();
      boolean more = true;
      while (more) {
        Request request = read(in);
        more = request != null && answer(request, connection, in, out);
      }
    } catch (IOException e) {
      // The client is gone.
    } finally {
      connections.remove(connection);
    }
  }

  private boolean answer(Request request, Socket connection, InputStream in, OutputStream out)
      throws IOException {
    int sequences = sequences(request);
    synchronized (this) {
      requests.add(request);
      open += sequences;
      peak = Math.max(peak, open);
    }
    Reply reply = script.apply(request);
    boolean listening = awaitOpen(reply.gate(), connection, in);
    synchronized (this) {
      open -= sequences;
      hungUp += listening ? 0 : 1;
    }
    if (!listening) {
      return false;
    }
    byte[] body = bytes(reply.body());
    StringBuilder head = new StringBuilder("HTTP/1.1 " + reply.status() + " Scripted\r\n");
    reply.headers().forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    boolean endless = reply.then() == Then.TRICKLE;
    head.append("Content-Length: " + (endless ? Integer.MAX_VALUE : body.length) + "\r\n\r\n");
    out.write(bytes(head.toString()));
    out.write(body, 0, reply.sent());
    out.flush();
    if (reply.then() == Then.SILENCE && !awaitOpen(new CompletableFuture<>(), connection, in)) {
      synchronized (this) {
        hungUp++;
      }
    }
    while (endless && awaitOpen(after(POLL_MILLIS), connection, in)) {
      out.write(' ');
      out.flush();
    }
    return reply.then() == Then.NEXT_REQUEST;
  }

  /** Waits for the gate; false if the client hangs up before. */
  private static boolean awaitOpen(CompletableFuture<?> gate, Socket connection, InputStream in)
      throws IOException {
    connection.setSoTimeout(POLL_MILLIS);
    while (!gate.isDone()) {
      try {
        if (in.read() < 0) {
          return false;
        }
      } catch (SocketTimeoutException stillThere) {
        // Look at the gate again.
      } catch (IOException reset) {
        return false;
      }
    }
    connection.setSoTimeout(0);
    return true;
  }

  private static CompletableFuture<?> after(int millis) {
    return new CompletableFuture<>().completeOnTimeout(null, millis, TimeUnit.MILLISECONDS);
  }

  private static int sequences(Request request) {
    Matcher n = N.matcher(request.body());
    return n.find() ? Integer.parseInt(n.group(1)) : 1;
  }

  private static @Nullable Request read(InputStream in) throws IOException {
    String start = line(in);
    if (start.isEmpty()) {
      return null;
    }
    Map<String, String> headers = new HashMap<>();
    for (String header = line(in); !header.isEmpty(); header = line(in)) {
      int colon = header.indexOf(':');
      headers.put(
          header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
    }
    String[] words = start.split(" ", 3);
    byte[] body = in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
    return new Request(words[0], words[1], headers, new String(body, StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Refuses new connections from now on and serves those that it has. */
  public void stopListening() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops listening and closes all connections. */
  @Override
  public void close() {
    stopListening();
    try {
      for (Socket connection : connections) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }
}
