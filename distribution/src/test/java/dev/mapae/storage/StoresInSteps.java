package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Stores;
import java.util.function.Supplier;

/// The real stores, cut where they can be cut: what one statement or one transaction does is one
/// step, and somebody else decides what becomes of it.
public final class StoresInSteps {
  private StoresInSteps() {}

  /// Decides what becomes of a step.
  public interface Decider {
    /// Takes the step now, or another time, or not at all.
    ///
    /// @param step touches the database when it is asked
    /// @return what the stores go on with
    <T> T decide(Supplier<T> step);
  }

  /// Cuts opened stores.
  public static Stores of(Stores stores, String issuer, Decider decider) {
    return new SqlStores(new Cut(((SqlStores) stores).database(), decider), issuer);
  }

  private record Cut(Database database, Decider decider) implements Database {
    @Override
    public <T> T read(Work<T> work) {
      return decider.decide(() -> database.read(work));
    }

    @Override
    public <T> T readOneMoment(Work<T> work) {
      return decider.decide(() -> database.readOneMoment(work));
    }

    @Override
    public <T> T writeOne(Work<T> work) {
      return decider.decide(() -> database.writeOne(work));
    }

    @Override
    public <T> T write(Work<T> work) {
      return decider.decide(() -> database.write(work));
    }

    @Override
    public Dialect dialect() {
      return database.dialect();
    }

    @Override
    public boolean isReady() {
      return database.isReady();
    }

    @Override
    public void close() {
      database.close();
    }
  }
}
