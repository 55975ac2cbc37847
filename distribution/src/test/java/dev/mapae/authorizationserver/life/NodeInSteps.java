package dev.mapae.authorizationserver.life;

import dev.mapae.authorizationserver.Seams;
import dev.mapae.authorizationserver.TestServer;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.storage.StoresInSteps;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// What makes a real node ask [Turn] before each step.
final class NodeInSteps {
  /// Whose rows change while grants live. Clients, people, resources and keys stay as they are.
  private static final Set<String> CHANGING =
      Set.of("grants", "sessions", "consents", "deniedTokens");

  private static final String KEYS = "dev.mapae.authorizationserver.key.";
  private static final String JOURNAL = "dev.mapae.authorizationserver.audit.Journal";

  private static final ScopedValue<Verb> VERB = ScopedValue.newInstance();

  private NodeInSteps() {}

  /// @param around puts something around the stores of the node
  static Seams seams(UnaryOperator<Stores> around) {
    String issuer = TestServer.ISSUER.value();
    return Seams.none()
        .around(
            stores -> around.apply(named(StoresInSteps.of(stores, issuer, NodeInSteps::decide))))
        .at(clock -> () -> look(clock))
        .drawing(new RandomOfTurn());
  }

  /// Keys look at the clock with every token, and stand still for longer than anything here lasts:
  /// that is no step. The time that people are shown decides nothing.
  private static Instant look(InstantSource clock) {
    boolean isNoStep =
        StackWalker.getInstance()
            .walk(frames ->
                frames
                    .limit(4)
                    .anyMatch(f ->
                        f.getClassName().startsWith(KEYS) || f.getClassName().equals(JOURNAL)));
    return isNoStep
        ? clock.instant()
        : (Instant) Turn.decide(new Step(Step.LOOK_AT_CLOCK, List.of(), List.of(), clock::instant));
  }

  @SuppressWarnings("unchecked") // what the step answers is what its deed gives
  private static <T> T decide(Supplier<T> deed) {
    return VERB.isBound() ? (T) VERB.get().decide(deed) : deed.get();
  }

  /// A verb of a store that is under way.
  ///
  /// @param answers to its steps so far
  private record Verb(String name, List<Object> arguments, List<Object> answers) {
    Object decide(Supplier<?> deed) {
      Object answer = Turn.decide(new Step(name, arguments, List.copyOf(answers), deed::get));
      answers.add(answer);
      return answer;
    }
  }

  private static Stores named(Stores stores) {
    return Stores.class.cast(
        proxy(
            Stores.class,
            (store, arguments) -> {
              Object answer = store.invoke(stores, arguments);
              return CHANGING.contains(store.getName())
                  ? named(store.getReturnType(), answer, store.getName() + ".")
                  : answer;
            }));
  }

  private static Object named(Class<?> type, Object store, String prefix) {
    return proxy(
        type,
        (method, arguments) -> {
          List<Object> values = arguments == null ? List.of() : deciding(arguments);
          Verb verb = new Verb(prefix + method.getName(), values, new ArrayList<>());
          return ScopedValue.where(VERB, verb).call(() -> method.invoke(store, arguments));
        });
  }

  /// What is noted of it, an array in the end, decides nothing.
  private static List<Object> deciding(Object... arguments) {
    return Arrays.stream(arguments).filter(argument -> !(argument instanceof Activity[])).toList();
  }

  private interface Call {
    Object on(Method method, Object[] arguments) throws ReflectiveOperationException;
  }

  private static Object proxy(Class<?> type, Call call) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) -> {
          try {
            return call.on(method, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }

  /// What is random is the actor's own, so that it makes the same ids whenever it is played again.
  private static final class RandomOfTurn extends SecureRandom {
    @Override
    public void nextBytes(byte[] bytes) {
      if (Turn.CURRENT.isBound()) {
        Turn.CURRENT.get().random().nextBytes(bytes);
      } else {
        super.nextBytes(bytes);
      }
    }
  }
}
