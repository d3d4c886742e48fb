package dev.cairn.engine.worker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Which servers there are at the moment. */
@FunctionalInterface
public interface ServerList {
  /**
   * Their URLs.
   *
   * @throws IOException if that cannot be found out
   */
  List<URI> now() throws IOException;

  /** Always the same servers. */
  static ServerList of(List<URI> urls) {
    List<URI> copy = List.copyOf(urls);
    return () -> copy;
  }

  /** Those of a file with one URL a line; blank lines and lines that begin with # are left out. */
  static ServerList file(Path file) {
    return () -> {
      List<URI> urls = new ArrayList<>();
      int number = 0;
      for (String line : Files.readAllLines(file)) {
        number++;
        if (!line.isBlank() && !line.strip().startsWith("#")) {
          urls.add(url(line.strip(), file, number));
        }
      }
      return urls;
    };
  }

  private static URI url(String line, Path file, int number) throws IOException {
    try {
      URI url = new URI(line);
      if (url.getHost() != null
          && url.getUserInfo() == null
          && List.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (URISyntaxException e) {
      // The same mistake, and the exception's message would say no more.
    }
    throw new IOException("%s:%d is not a URL like http://host:8000".formatted(file, number));
  }

  /** One server for every address that the name service has for each URL's host. */
  static ServerList resolved(List<URI> urls) {
    List<URI> copy = List.copyOf(urls);
    return () -> {
      List<URI> servers = new ArrayList<>();
      for (URI url : copy) {
        for (InetAddress address : InetAddress.getAllByName(url.getHost())) {
          servers.add(at(url, address));
        }
      }
      return servers;
    };
  }

  private static URI at(URI url, InetAddress address) throws IOException {
    try {
      return new URI(
          url.getScheme(),
          null,
          address.getHostAddress(),
          url.getPort(),
          url.getPath(),
          null,
          null);
    } catch (URISyntaxException e) {
      throw new IOException("no URL for " + address, e);
    }
  }
}
