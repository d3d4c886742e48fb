package dev.cairn.engine.config;

import dev.cairn.engine.worker.ApiKey;
import dev.cairn.engine.worker.HttpTransport;
import dev.cairn.engine.worker.HttpWorker;
import dev.cairn.engine.worker.ServerList;
import dev.cairn.engine.worker.TrustStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How servers are reached: which they are, over what and with which key. Holds one transport per
 * trust store. Secrets come from the environment or from files and are in no message.
 */
final class Connections implements AutoCloseable {
  private final UnaryOperator<@Nullable String> environment;
  private final Map<String, HttpTransport> transports = new HashMap<>();

  /** Without a transport yet; the environment gives a variable's value, or null. */
  Connections(UnaryOperator<@Nullable String> environment) {
    this.environment = environment;
  }

  /** A worker for one of a spec's servers. */
  synchronized HttpWorker worker(WorkerSpec spec, URI url) {
    ApiKey key = apiKey(spec);
    if (key != null) {
      refusePlainHttp(spec, url);
    }
    return new HttpWorker(
        transports.computeIfAbsent(spec.trustStore(), store -> transport(spec)),
        url,
        Models.dialect(spec),
        spec.timeout(),
        (long) spec.maxAnswerMb() << 20,
        key);
  }

  /** Which servers a spec means. */
  static ServerList servers(WorkerSpec spec) {
    if (!spec.urlsFile().isBlank()) {
      return ServerList.file(Path.of(spec.urlsFile()));
    }
    return spec.resolve() ? ServerList.resolved(spec.urls()) : ServerList.of(spec.urls());
  }

  /**
   * The servers of now.
   *
   * @throws UserException if they cannot be found out
   */
  static List<URI> urls(WorkerSpec spec) {
    try {
      List<URI> urls = servers(spec).now();
      if (urls.isEmpty() && !spec.urlsFile().isBlank()) {
        throw new UserException("urls-file %s names no server".formatted(spec.urlsFile()));
      }
      return urls;
    } catch (UnknownHostException e) {
      throw new UserException("urls: the host %s is not known".formatted(e.getMessage()), e);
    } catch (IOException e) {
      throw new UserException("urls-file: " + reason(e), e);
    }
  }

  private HttpTransport transport(WorkerSpec spec) {
    if (spec.trustStore().isBlank()) {
      return HttpTransport.start();
    }
    String password =
        spec.trustStorePasswordEnv().isBlank()
            ? null
            : variable("trust-store-password-env", spec.trustStorePasswordEnv());
    try {
      return HttpTransport.start(TrustStore.context(Path.of(spec.trustStore()), password));
    } catch (IOException e) {
      throw new UserException(
          "trust-store %s cannot be used: %s".formatted(spec.trustStore(), reason(e)), e);
    }
  }

  private @Nullable ApiKey apiKey(WorkerSpec spec) {
    if (!spec.apiKeyEnv().isBlank()) {
      return key(
          "the environment variable %s, named by api-key-env,".formatted(spec.apiKeyEnv()),
          variable("api-key-env", spec.apiKeyEnv()));
    }
    if (spec.apiKeyFile().isBlank()) {
      return null;
    }
    try {
      String text = Files.readString(Path.of(spec.apiKeyFile()), StandardCharsets.ISO_8859_1);
      return key("the file %s, named by api-key-file,".formatted(spec.apiKeyFile()), text.strip());
    } catch (IOException e) {
      throw new UserException("api-key-file cannot be read: " + reason(e), e);
    }
  }

  private String variable(String key, String name) {
    String value = environment.apply(name);
    if (value == null || value.isBlank()) {
      throw new UserException(
          "the environment variable %s, named by %s, is not set".formatted(name, key));
    }
    return value;
  }

  private static ApiKey key(String where, String value) {
    try {
      return ApiKey.of(value);
    } catch (IllegalArgumentException e) {
      throw new UserException(where + " must hold visible ASCII characters only");
    }
  }

  private static void refusePlainHttp(WorkerSpec spec, URI url) {
    if (url.getScheme().equals("http") && !spec.allowPlainHttp() && !isLoopback(url.getHost())) {
      throw new UserException(
          "%s would be sent the API key in the clear; use https, or set allow-plain-http"
              .formatted(url));
    }
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.NoSuchFileException
        ? "there is no file " + e.getMessage()
        : String.valueOf(e.getMessage());
  }

  @Override
  public synchronized void close() {
    transports.values().forEach(HttpTransport::close);
  }
}
