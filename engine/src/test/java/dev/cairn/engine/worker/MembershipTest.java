package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembershipTest {
  private static final Duration REFRESH = Duration.ofSeconds(30);

  private final ManualTimer timer = new ManualTimer();
  private final WorkerPool pool =
      new WorkerPool(Pools.settings(4), url -> new Puppet(url.toString()), timer);

  private List<String> members() {
    return pool.stats().stream().map(EndpointStats::endpoint).toList();
  }

  @Test
  void followsAFileAndKeepsTheLastServersWhileItIsUnusable(@TempDir Path directory)
      throws IOException {
    Path file = directory.resolve("servers");
    Files.writeString(file, "# the fleet\nhttp://a:1\n\nhttp://b:1\n");
    ServerList list = ServerList.file(file);
    try (Membership membership = new Membership(pool, list.now(), list, REFRESH, timer)) {
      assertThat(membership).isNotNull();
      assertThat(members()).containsExactly("http://a:1", "http://b:1");

      Files.writeString(file, "http://b:1\nhttp://c:1/\n");
      timer.pass(REFRESH.minusMillis(1));
      assertThat(members()).containsExactly("http://a:1", "http://b:1");
      timer.pass(Duration.ofMillis(1));
      assertThat(members()).containsExactly("http://b:1", "http://c:1");

      Files.writeString(file, "\n");
      timer.pass(REFRESH);
      Files.writeString(file, "nonsense\n");
      timer.pass(REFRESH);
      Files.delete(file);
      timer.pass(REFRESH);
      assertThat(members()).containsExactly("http://b:1", "http://c:1");

      Files.writeString(file, "http://a:1\n");
      timer.pass(REFRESH);
      assertThat(members()).containsExactly("http://a:1");
    }
    assertThat(timer.pending()).isZero();
  }

  @Test
  void saysWhichLineOfAFileIsNoUrl(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("servers");
    Files.writeString(file, "http://a:1\nhttp://user:secret@b:1\n");

    assertThatThrownBy(() -> ServerList.file(file).now())
        .hasMessage(file + ":2 is not a URL like http://host:8000")
        .hasMessageNotContaining("secret");
  }

  @Test
  void namesAServerForEveryAddressOfAName() throws IOException {
    List<URI> servers =
        ServerList.resolved(List.of(URI.create("http://localhost:8000/behind"))).now();

    assertThat(servers)
        .hasSameSizeAs(InetAddress.getAllByName("localhost"))
        .allSatisfy(each -> assertThat(each.getPort()).isEqualTo(8000))
        .allSatisfy(each -> assertThat(each.getPath()).isEqualTo("/behind"));
    assertThat(servers.stream().map(each -> each.getHost().replaceAll("[\\[\\]]", "")).toList())
        .containsExactlyElementsOf(
            Arrays.stream(InetAddress.getAllByName("localhost"))
                .map(InetAddress::getHostAddress)
                .toList());
  }
}
