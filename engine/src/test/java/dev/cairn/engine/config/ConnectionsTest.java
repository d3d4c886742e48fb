package dev.cairn.engine.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.cairn.engine.worker.VllmDialect;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionsTest {
  private static final String PASSWORD = "changeit";
  private static final String KEY = "key-71d0";

  // JUnit gives it a value before each test.
  @SuppressWarnings("NullAway.Init")
  @TempDir
  private Path directory;

  private static WorkerSpec spec(String... sets) {
    List<String> all = new ArrayList<>(List.of(sets));
    return SpecReader.read(
            "spec",
            """
            name: x
            data: {path: y}
            policy: {worker: {urls: ["http://127.0.0.1:1"]}}
            experiments: [{name: g, strategy: greedy, reward: none, vote: majority}]
            """,
            all)
        .policy()
        .worker();
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  /** A server that believes nobody needs to know it: its certificate is signed by itself. */
  private HttpsServer server(List<String> authorizations) throws Exception {
    Path keys = directory.resolve("keys.p12");
    keytool(
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "san=ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-keystore",
        keys.toString(),
        "-storepass",
        PASSWORD);
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "server",
        "-keystore",
        keys.toString(),
        "-storepass",
        PASSWORD,
        "-file",
        directory.resolve("server.pem").toString());
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        "server",
        "-file",
        directory.resolve("server.pem").toString(),
        "-keystore",
        directory.resolve("trust.p12").toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        PASSWORD);
    KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(store, PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          authorizations.add(
              String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
          byte[] body = "{\"data\":[{\"id\":\"m\"}]}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static List<String> models(WorkerSpec spec, URI url, Map<String, String> environment) {
    try (Connections connections = new Connections(environment::get)) {
      return connections.worker(spec, url).send(new VllmDialect().models()).join();
    }
  }

  @Test
  void believesAServerBehindTlsByTheTrustStoreAndOnlyByIt() throws Exception {
    List<String> authorizations = new CopyOnWriteArrayList<>();
    HttpsServer server = server(authorizations);
    try {
      URI url = URI.create("https://127.0.0.1:" + server.getAddress().getPort());
      Map<String, String> environment = Map.of("THE_KEY", KEY, "STORE", PASSWORD);
      String key = "policy.worker.api-key-env=THE_KEY";
      String store = "policy.worker.trust-store=";
      String pem = store + directory.resolve("server.pem");
      String pkcs12 = store + directory.resolve("trust.p12");
      String password = "policy.worker.trust-store-password-env=STORE";

      assertThat(models(spec(key, pem), url, environment)).containsExactly("m");
      assertThat(models(spec(key, pkcs12, password), url, environment)).containsExactly("m");
      assertThat(authorizations).containsExactly("Bearer " + KEY, "Bearer " + KEY);
      assertThatThrownBy(() -> models(spec(key), url, environment))
          .hasMessageContaining("not reachable")
          .hasMessageNotContaining(KEY);
      assertThat(authorizations).as("the key is not sent to a stranger").hasSize(2);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void saysWhatIsWrongWithATrustStoreWithoutItsPassword() throws IOException {
    Path file = directory.resolve("store");
    Files.writeString(file, "no store");

    assertThatThrownBy(
            () ->
                models(
                    spec(
                        "policy.worker.trust-store=" + file,
                        "policy.worker.trust-store-password-env=STORE"),
                    URI.create("https://127.0.0.1:1"),
                    Map.of("STORE", "pass-93ab")))
        .isInstanceOf(UserException.class)
        .hasMessageStartingWith("trust-store " + file + " cannot be used: ")
        .hasMessageNotContaining("pass-93ab");
  }

  @Test
  void readsTheApiKeyFromAFile() throws IOException {
    Path file = directory.resolve("key");
    Files.writeString(file, KEY + "\n");
    WorkerSpec spec = spec("policy.worker.api-key-file=" + file);
    try (Connections connections = new Connections(name -> null)) {
      assertThat(connections.worker(spec, URI.create("http://127.0.0.1:1"))).isNotNull();
    }
    Files.writeString(file, KEY + " and\nmore");
    assertThatThrownBy(() -> models(spec, URI.create("http://127.0.0.1:1"), Map.of()))
        .hasMessage(
            "the file %s, named by api-key-file, must hold visible ASCII characters only"
                .formatted(file))
        .hasMessageNotContaining(KEY);
    Files.delete(file);
    assertThatThrownBy(() -> models(spec, URI.create("http://127.0.0.1:1"), Map.of()))
        .hasMessage("api-key-file cannot be read: there is no file " + file);
  }

  @Test
  void refusesToSendAnApiKeyInTheClearToAnotherMachine() {
    WorkerSpec spec = spec("policy.worker.api-key-env=THE_KEY");
    Map<String, String> environment = Map.of("THE_KEY", KEY);
    URI far = URI.create("http://192.0.2.7:8000");

    assertThatThrownBy(() -> models(spec, far, environment))
        .isInstanceOf(UserException.class)
        .hasMessage(
            "http://192.0.2.7:8000 would be sent the API key in the clear; use https, or set"
                + " allow-plain-http");
    WorkerSpec allowed =
        spec("policy.worker.api-key-env=THE_KEY", "policy.worker.allow-plain-http=true");
    try (Connections connections = new Connections(environment::get)) {
      assertThat(connections.worker(allowed, far)).isNotNull();
      assertThat(connections.worker(spec, URI.create("http://localhost:1"))).isNotNull();
    }
  }

  @Test
  void refusesAPasswordInAUrlWithoutRepeatingIt() {
    String yaml =
        """
        name: x
        data: {path: y}
        policy: {worker: {urls: ["http://user:hidden@host:1"]}}
        experiments: [{name: g, strategy: greedy, reward: none, vote: majority}]
        """;

    assertThatThrownBy(() -> SpecReader.read("spec", yaml, List.of()))
        .hasMessageContaining("urls must hold no user and password")
        .hasMessageNotContaining("hidden");
  }
}
