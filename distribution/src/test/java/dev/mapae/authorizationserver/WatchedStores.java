package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.store.StoreException;
import dev.mapae.authorizationserver.store.Stores;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Real stores, watched: it counts what they are asked, and lets a verb fail as a database that is
/// away would.
final class WatchedStores {
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();

  /// The verb that fails, such as `grants.revoke`.
  volatile String failing = "";

  /// What happens right behind each of these verbs, once.
  final Map<String, Runnable> behind = new ConcurrentHashMap<>();

  /// Forgets what was asked so far.
  void reset() {
    calls.clear();
  }

  /// How often each verb was asked.
  Map<String, Integer> calls() {
    return new TreeMap<>(calls);
  }

  Stores around(Stores stores) {
    return watch(Stores.class, stores, "");
  }

  private <T> T watch(Class<T> type, T store, String name) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              String verb = name + method.getName();
              if (verb.equals(failing)) {
                throw new StoreException("the database is away");
              }
              try {
                Object answer = method.invoke(store, arguments);
                if (name.isEmpty() && method.getReturnType().isInterface()) {
                  return watchAny(method.getReturnType(), answer, verb + ".");
                }
                calls.merge(verb, 1, Integer::sum);
                Optional.ofNullable(behind.remove(verb)).ifPresent(Runnable::run);
                return answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private <T> T watchAny(Class<T> type, Object store, String name) {
    return watch(type, type.cast(store), name);
  }
}
