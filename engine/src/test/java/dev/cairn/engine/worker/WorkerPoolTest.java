package dev.cairn.engine.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.cairn.engine.worker.ScriptedServer.Reply;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerPoolTest {
  private static final List<String> NAMES = List.of("http://a:1", "http://b:1", "http://c:1");

  private final List<ScriptedServer> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(ScriptedServer::close);
  }

  private Map<String, ScriptedServer> servers(Reply reply) {
    Map<String, ScriptedServer> servers = new LinkedHashMap<>();
    for (String name : NAMES) {
      ScriptedServer server = ScriptedServer.inTurn(reply);
      opened.add(server);
      servers.put(name, server);
    }
    return servers;
  }

  private static WorkerPool pool(Map<String, ScriptedServer> servers, int limit) {
    Map<URI, Worker> workers = new LinkedHashMap<>();
    servers.forEach((name, server) -> workers.put(URI.create(name), Pools.server(server.url())));
    return Pools.over(limit, Timer.SYSTEM, workers);
  }

  private static Call<Integer> call(String affinity) {
    return new Call<>("/x", "{\"of\":\"" + affinity + "\"}", affinity, 1, json -> 1);
  }

  /** Which server each of 300 affinities went to, one call after the other. */
  private static Map<String, String> routes(Map<String, ScriptedServer> servers) {
    WorkerPool pool = pool(servers, 4);
    for (int i = 0; i < 300; i++) {
      pool.send(call("problem-" + i)).join();
    }
    Map<String, String> routes = new HashMap<>();
    servers.forEach(
        (name, server) -> server.requests().forEach(request -> routes.put(request.body(), name)));
    return routes;
  }

  @Test
  void sendsCallsOfOneAffinityToOneServer() {
    Map<String, ScriptedServer> servers = servers(Reply.ok("{}"));
    WorkerPool pool = pool(servers, 4);
    for (int i = 0; i < 20; i++) {
      pool.send(call("problem-7")).join();
    }

    assertThat(servers.values())
        .extracting(server -> server.requests().size())
        .containsExactlyInAnyOrder(20, 0, 0);
  }

  @Test
  void spreadsAffinitiesEvenlyAndMovesOnlyTheShareOfAServerThatLeaves() {
    Map<String, String> before = routes(servers(Reply.ok("{}")));
    for (String name : NAMES) {
      assertThat(before.values().stream().filter(name::equals).count()).isBetween(70L, 130L);
    }

    Map<String, ScriptedServer> fewer = servers(Reply.ok("{}"));
    fewer.remove("http://b:1");
    Map<String, String> after = routes(fewer);

    before.forEach(
        (affinity, name) -> {
          if (!name.equals("http://b:1")) {
            assertThat(after).containsEntry(affinity, name);
          }
        });
    assertThat(after).hasSize(300).doesNotContainValue("http://b:1");
  }

  @Test
  void spillsToTheOthersWhenTheFavouriteIsFlooded() {
    CompletableFuture<Void> gate = new CompletableFuture<>();
    Map<String, ScriptedServer> servers = servers(Reply.ok("{}").when(gate));
    WorkerPool pool = pool(servers, 4);
    List<CompletableFuture<Integer>> sent = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      sent.add(pool.send(call("problem-7")));
    }

    await().until(() -> servers.values().stream().mapToInt(ScriptedServer::open).sum() == 12);
    assertThat(servers.values()).extracting(ScriptedServer::open).containsOnly(4);
    gate.complete(null);
    assertThat(sent).allSatisfy(one -> assertThat(one.join()).isEqualTo(1));
  }
}
