package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.http.Router;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.store.Stores;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Holds a server to what it says of requests that take nothing but computing: while one of them is
/// answered, neither a store nor another server may be asked. Every test in process looks after it.
final class Computing {
  private final Set<Thread> busy = ConcurrentHashMap.newKeySet();

  Response handle(Router router, Request request) {
    busy.add(Thread.currentThread());
    try {
      if (router.isComputed(request)) {
        return router.handle(request);
      }
    } finally {
      busy.remove(Thread.currentThread());
    }
    return router.handle(request);
  }

  Stores around(Stores stores) {
    return watch(Stores.class, stores, "");
  }

  Fetcher around(Fetcher fetcher) {
    return watch(Fetcher.class, fetcher, "");
  }

  private <T> T watch(Class<T> type, Object watched, String name) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              String verb = name + method.getName();
              boolean leadsOn =
                  type == Stores.class && name.isEmpty() && method.getReturnType().isInterface();
              if (!leadsOn && busy.contains(Thread.currentThread())) {
                throw new AssertionError(verb + " is asked by a request that is to be computed");
              }
              try {
                Object answer = method.invoke(watched, arguments);
                return leadsOn ? watch(method.getReturnType(), answer, verb + ".") : answer;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }
}
