package dev.mapae.benchmark;

import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Kind;
import java.io.IOException;
import java.util.function.IntSupplier;

/// A caller that renews its own grants, one after the other.
///
/// It makes each refresh token anew under the server's own key, since there are too many to be
/// kept.
record Refresher(
    KeptConnection connection, Population population, IntSupplier share, Handles handles)
    implements Loop.Worker, AutoCloseable {
  @Override
  public boolean work() throws IOException {
    int grant = share.getAsInt();
    String token =
        handles.make(Kind.REFRESH_TOKEN, Population.id(grant), population.generation(grant));
    int status =
        connection.post(
            "/token",
            ServerProcess.basic(Population.client(grant)),
            "grant_type=refresh_token&refresh_token=" + token);
    if (status != 200 || !connection.body().contains("\"refresh_token\":\"mapae_rt_")) {
      return false;
    }
    population.wasSpent(grant);
    return true;
  }

  @Override
  public void close() {
    connection.close();
  }
}
