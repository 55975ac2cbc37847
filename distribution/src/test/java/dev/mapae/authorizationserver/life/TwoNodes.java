package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.Engine;
import dev.mapae.authorizationserver.Seams;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.store.Stores;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Two real nodes on one real database, taken step by step.
final class TwoNodes implements AutoCloseable {
  private final TestServer first;
  private final TestServer second;
  final World world;

  TwoNodes(Engine engine) {
    this(engine, UnaryOperator.identity());
  }

  /// @param fault puts something wrong between each node and its stores
  TwoNodes(Engine engine, UnaryOperator<Stores> fault) {
    Seams seams = NodeInSteps.seams(fault);
    this.first = new TestServer(engine, GrantScenes.declarations(), seams);
    this.second = first.beside(seams);
    this.world = new World(first.database, first.clock);
  }

  List<TestServer> both() {
    return List.of(first, second);
  }

  /// Prepares a scene.
  Exploration of(Function<GrantScenes, Scene> scene) {
    return new Exploration(both(), world, scene.apply(new GrantScenes(first, world)));
  }

  @Override
  public void close() {
    world.close();
    second.close();
    first.close();
  }
}
